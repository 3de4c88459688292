// One character as words are made of it. Source: Unicode 15, general categories and decompositions.
#pragma once

#include <cstdint>
#include <string_view>

namespace syncgate::words {

enum class Kind : std::uint8_t {
    kBetween,  // ends a word
    kIgnored,  // neither ends one nor is seen: a soft hyphen, an accent
    kLetter,   // of a word: letters, digits, and marks that are letters of their script
    kAlone,    // a word by itself: of a script that puts no blanks between words, or a picture
    kJoining,  // makes one character with that before it: Hangul's letters, Kana's voicing
};

struct Letter {
    Kind kind = Kind::kBetween;
    // Without case, width and accent, as UTF-8; of kLetter and kAlone. Empty: the character as it
    // is.
    std::string_view folded;
};

// `folded` is valid until the next call on the same thread.
Letter letter_of(char32_t character);

// What both make together, 0 when they don't.
char32_t join(char32_t before, char32_t joining);

}  // namespace syncgate::words

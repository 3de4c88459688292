// Text as a search compares it: its words in order, without regard to case, accents, width and
// what stands between them. A character of a script that is written without blanks (Chinese,
// Japanese, Korean, Thai, ...) is a word by itself, and so is a picture.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace syncgate::words {

// "Über  den\nWolken!" gives " uber den wolken "; "" when there is no word. `text` is UTF-8; what
// is not stands between words. Linear in its length.
std::string fold(std::string_view text);

// What somebody looks for, folded: words that follow each other, of which the last is whole when a
// blank ends it, else the beginning of one. "" when there is no word.
std::string sought(std::string_view text, bool whole);
// Whether `folded` has it. Nothing has "".
bool holds(std::string_view folded, std::string_view sought);

// -- for an index: what a text is found by, and what to look for there.

inline constexpr std::size_t kKeyBytes = 32;  // of a word no more is kept

// Of folded text, each once, ascending by bytes: its words cut to kKeyBytes, and each two that
// follow each other of those that stand by themselves, in one. They hold no ASCII but letters and
// digits.
std::vector<std::string> keys(std::string_view folded);

struct Key {
    std::string text;
    bool beginning = false;  // else whole
    bool operator==(const Key&) const = default;
};
// Text that holds `sought` has all of these among its keys; text that has them need not hold it.
std::vector<Key> keys_of(std::string_view sought);
// Whether text that has them does hold it: it is one word, too short to have been cut.
bool keys_decide(std::string_view sought);

}  // namespace syncgate::words

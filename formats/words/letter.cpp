#include "formats/words/letter.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <string>

#include <glib.h>

namespace syncgate::words {
namespace {

struct Range {
    char32_t first, last;
};

template <std::size_t N>
bool is_in(const Range (&ranges)[N], char32_t character) {
    const auto* after =
        std::upper_bound(std::begin(ranges), std::end(ranges), character,
                         [](char32_t value, const Range& range) { return value < range.first; });
    return after != std::begin(ranges) && character <= std::prev(after)->last;
}

// Marks that are no letter of their script: Latin, Greek and Cyrillic accents, the points of Hebrew
// and Arabic. Others make another word: the vowels of India and Thailand.
constexpr Range kAccents[] = {
    {0x0300, 0x036f}, {0x0483, 0x0489}, {0x0591, 0x05bd}, {0x05bf, 0x05bf}, {0x05c1, 0x05c2},
    {0x05c4, 0x05c5}, {0x05c7, 0x05c7}, {0x0610, 0x061a}, {0x064b, 0x065f}, {0x0670, 0x0670},
    {0x06d6, 0x06dc}, {0x06df, 0x06e4}, {0x06e7, 0x06e8}, {0x06ea, 0x06ed}, {0x1ab0, 0x1aff},
    {0x1dc0, 0x1dff}, {0x20d0, 0x20ff}, {0xfe00, 0xfe0f}, {0xfe20, 0xfe2f},
};

constexpr Range kJoinings[] = {{0x1100, 0x11ff}, {0x3099, 0x309a}};

// Thai, Lao, Myanmar, Khmer, Kana, Bopomofo, Hangul, Han. Symbols are found by their category.
constexpr Range kScriptsWithoutBlanks[] = {
    {0x0e00, 0x0eff}, {0x1000, 0x109f}, {0x1780, 0x17ff}, {0x3005, 0x3007},
    {0x3040, 0x318f}, {0x31a0, 0x31bf}, {0x31f0, 0x31ff}, {0x3400, 0x4dbf},
    {0x4e00, 0x9fff}, {0xac00, 0xd7a3}, {0xf900, 0xfaff}, {0x20000, 0x3ffff},
};

// Letters that are no base with an accent to Unicode, as people without such keys type them.
struct Spelling {
    char32_t letter;
    std::string_view as;
};
constexpr Spelling kSpellings[] = {
    {0x00df, "ss"}, {0x00e6, "ae"}, {0x00f0, "d"}, {0x00f8, "o"},  {0x00fe, "th"},
    {0x0111, "d"},  {0x0127, "h"},  {0x0131, "i"}, {0x0142, "l"},  {0x0153, "oe"},
    {0x0167, "t"},  {0x0180, "b"},  {0x0268, "i"}, {0x1e9e, "ss"}, {0x03c2, "\u03c3"},
};

Kind kind_of(char32_t character) {
    if (is_in(kJoinings, character)) {
        return Kind::kJoining;
    }
    if (is_in(kAccents, character)) {
        return Kind::kIgnored;
    }
    switch (g_unichar_type(character)) {
        case G_UNICODE_FORMAT:
            return Kind::kIgnored;
        case G_UNICODE_CURRENCY_SYMBOL:
        case G_UNICODE_OTHER_SYMBOL:
            return character == U'$' ? Kind::kBetween : Kind::kAlone;  // as all of ASCII's signs
        case G_UNICODE_LOWERCASE_LETTER:
        case G_UNICODE_MODIFIER_LETTER:
        case G_UNICODE_OTHER_LETTER:
        case G_UNICODE_TITLECASE_LETTER:
        case G_UNICODE_UPPERCASE_LETTER:
        case G_UNICODE_SPACING_MARK:
        case G_UNICODE_ENCLOSING_MARK:
        case G_UNICODE_NON_SPACING_MARK:
        case G_UNICODE_DECIMAL_NUMBER:
        case G_UNICODE_LETTER_NUMBER:
        case G_UNICODE_OTHER_NUMBER:
            return is_in(kScriptsWithoutBlanks, character) ? Kind::kAlone : Kind::kLetter;
        default:
            return Kind::kBetween;
    }
}

void append_utf8(char32_t character, std::string& out) {
    std::array<char, 6> bytes{};
    const auto size = g_unichar_to_utf8(character, bytes.data());
    out.append(bytes.data(), static_cast<std::size_t>(size));
}

// Kana and Hangul stay whole: to them what Unicode takes off is no accent.
bool stays_whole(char32_t character) {
    return (character >= 0x3040 && character <= 0x318f) ||
           (character >= 0xac00 && character <= 0xd7a3);
}

std::string fold_one(char32_t character) {
    std::array<gunichar, G_UNICHAR_MAX_DECOMPOSITION_LENGTH> parts{};
    gsize count = 1;
    parts[0] = character;
    if (!stays_whole(character)) {
        count = g_unichar_fully_decompose(character, TRUE, parts.data(), parts.size());
    }
    std::string folded;
    for (gsize i = 0; i < std::min(count, parts.size()); ++i) {
        const char32_t lower = g_unichar_tolower(parts[i]);
        const auto* spelling =
            std::find_if(std::begin(kSpellings), std::end(kSpellings),
                         [&](const Spelling& each) { return each.letter == lower; });
        if (spelling != std::end(kSpellings)) {
            folded += spelling->as;
        } else if (const auto kind = kind_of(lower);
                   kind == Kind::kLetter || kind == Kind::kAlone) {
            append_utf8(lower, folded);
        }
    }
    return folded;
}

struct Known {
    Kind kind = Kind::kBetween;
    std::string folded;
};

bool has_one_alone(const std::string& folded) {
    for (const char* at = folded.c_str(); *at != 0; at = g_utf8_next_char(at)) {
        if (kind_of(g_utf8_get_char(at)) == Kind::kAlone) {
            return true;
        }
    }
    return false;
}

// What is left of it says what it is: Japan's letters come in two widths.
Known look_up(char32_t character) {
    Known known{kind_of(character), {}};
    if (known.kind == Kind::kLetter || known.kind == Kind::kAlone) {
        known.folded = fold_one(character);
        known.kind = known.folded.empty()          ? Kind::kIgnored
                     : has_one_alone(known.folded) ? Kind::kAlone
                                                   : Kind::kLetter;
    }
    return known;
}

// The alphabets of most mail, looked up once.
constexpr char32_t kAlphabets = 0x0800;

const std::array<Known, kAlphabets>& alphabets() {
    static const auto table = [] {
        std::array<Known, kAlphabets> made;
        for (char32_t character = 0; character < kAlphabets; ++character) {
            made[character] = look_up(character);
        }
        return made;
    }();
    return table;
}

// Han and Hangul, of which nothing is taken off.
bool is_whole_letter(char32_t character) {
    return (character >= 0x4e00 && character <= 0x9fff) ||
           (character >= 0xac00 && character <= 0xd7a3);
}

}  // namespace

Letter letter_of(char32_t character) {
    if (character < kAlphabets) {
        const auto& known = alphabets()[character];
        return {known.kind, known.folded};
    }
    if (is_whole_letter(character)) {
        return {Kind::kAlone, {}};
    }
    thread_local Known other;
    other = look_up(character);
    return {other.kind, other.folded};
}

char32_t join(char32_t before, char32_t joining) {
    gunichar joined = 0;
    return g_unichar_compose(before, joining, &joined) ? joined : 0;
}

}  // namespace syncgate::words

#include "formats/rtf/words.h"

#include <algorithm>
#include <array>

namespace syncgate::rtf {
namespace {

// Sorted by name.
constexpr auto kWords = std::to_array<Word>({
    {"ansi", Action::kCharset, 1252},
    {"ansicpg", Action::kCodePage},
    {"bullet", Action::kCharacter, 0x2022},
    {"cell", Action::kTab},
    {"colortbl", Action::kSkip},
    {"column", Action::kLineEnd},
    {"comment", Action::kSkip},
    {"cpg", Action::kFontPage},
    {"deff", Action::kDefaultFont},
    {"emdash", Action::kCharacter, 0x2014},
    {"emspace", Action::kCharacter, 0x2003},
    {"endash", Action::kCharacter, 0x2013},
    {"enspace", Action::kCharacter, 0x2002},
    {"f", Action::kFont},
    {"fcharset", Action::kFontCharset},
    {"filetbl", Action::kSkip},
    {"fldinst", Action::kSkip},
    {"fonttbl", Action::kFontTable},
    {"footer", Action::kSkip},
    {"footerf", Action::kSkip},
    {"footerl", Action::kSkip},
    {"footerr", Action::kSkip},
    {"footnote", Action::kSkip},
    {"fromhtml", Action::kFromHtml},
    {"header", Action::kSkip},
    {"headerf", Action::kSkip},
    {"headerl", Action::kSkip},
    {"headerr", Action::kSkip},
    {"htmlrtf", Action::kHtmlRtf},
    {"htmltag", Action::kHtmlTag},
    {"info", Action::kSkip},
    {"ldblquote", Action::kCharacter, 0x201c},
    {"line", Action::kLineEnd},
    {"listtable", Action::kSkip},
    {"lquote", Action::kCharacter, 0x2018},
    {"ltrmark", Action::kCharacter, 0x200e},
    {"mac", Action::kCharset, 10000},
    {"nestcell", Action::kTab},
    {"nestrow", Action::kLineEnd},
    {"nonshppict", Action::kSkip},
    {"objdata", Action::kSkip},
    {"page", Action::kLineEnd},
    {"par", Action::kLineEnd},
    {"pc", Action::kCharset, 437},
    {"pca", Action::kCharset, 850},
    {"pict", Action::kSkip},
    {"plain", Action::kPlain},
    {"qmspace", Action::kCharacter, 0x2005},
    {"rdblquote", Action::kCharacter, 0x201d},
    {"revtbl", Action::kSkip},
    {"row", Action::kLineEnd},
    {"rquote", Action::kCharacter, 0x2019},
    {"rtlmark", Action::kCharacter, 0x200f},
    {"rxe", Action::kSkip},
    {"sect", Action::kLineEnd},
    {"stylesheet", Action::kSkip},
    {"tab", Action::kTab},
    {"tc", Action::kSkip},
    {"u", Action::kUnicode},
    {"uc", Action::kUnicodeSkip},
    {"v", Action::kHidden},
    {"xe", Action::kSkip},
    {"zwbo", Action::kCharacter, 0x200b},
    {"zwj", Action::kCharacter, 0x200d},
    {"zwnbo", Action::kCharacter, 0x2060},
    {"zwnj", Action::kCharacter, 0x200c},
});
static_assert(std::is_sorted(kWords.begin(), kWords.end(),
                             [](const Word& a, const Word& b) { return a.name < b.name; }));

// Where the words of each letter begin, and at the end where the last one's end: most words of a
// document are none of these.
constexpr std::size_t kLetters = 26;

constexpr std::array<std::size_t, kLetters + 1> first_words() {
    std::array<std::size_t, kLetters + 1> first{};
    for (std::size_t i = 0; i <= kLetters; ++i) {
        while (first[i] < kWords.size() &&
               kWords[first[i]].name.front() < static_cast<char>('a' + i)) {
            ++first[i];
        }
    }
    return first;
}

constexpr auto kFirstWords = first_words();

}  // namespace

const Word* find_word(std::string_view name) {
    if (name.empty() || name.front() < 'a' || name.front() > 'z') {
        return nullptr;
    }
    const auto letter = static_cast<std::size_t>(name.front() - 'a');
    const auto* end = kWords.data() + kFirstWords[letter + 1];
    const auto* found = std::find_if(kWords.data() + kFirstWords[letter], end,
                                     [&](const Word& word) { return word.name == name; });
    return found == end ? nullptr : found;
}

}  // namespace syncgate::rtf

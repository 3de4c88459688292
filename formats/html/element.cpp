#include "formats/html/element.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace syncgate::html {
namespace {

// Sorted by name. Inline elements stand here so that a hidden one is known at its end.
// Source: HTML Living Standard 15.3 (rendering of non-replaced elements).
constexpr std::array kElements = std::to_array<Element>({
    {"a", Layout::kInline, Role::kLink},
    {"abbr", Layout::kInline},
    {"address", Layout::kBlock},
    {"article", Layout::kBlock},
    {"aside", Layout::kBlock},
    {"b", Layout::kInline},
    {"base", Layout::kVoid},
    {"big", Layout::kInline},
    {"blockquote", Layout::kParagraph, Role::kQuote},
    {"body", Layout::kBlock},
    {"br", Layout::kVoid, Role::kBreak},
    {"caption", Layout::kBlock},
    {"center", Layout::kBlock},
    {"cite", Layout::kInline},
    {"code", Layout::kInline},
    {"col", Layout::kVoid},
    {"dd", Layout::kBlock},
    {"del", Layout::kInline},
    {"details", Layout::kBlock},
    {"dir", Layout::kParagraph, Role::kBullets},
    {"div", Layout::kBlock},
    {"dl", Layout::kParagraph},
    {"dt", Layout::kBlock},
    {"em", Layout::kInline},
    {"embed", Layout::kVoid},
    {"fieldset", Layout::kBlock},
    {"figcaption", Layout::kBlock},
    {"figure", Layout::kParagraph},
    {"font", Layout::kInline},
    {"footer", Layout::kBlock},
    {"form", Layout::kBlock},
    {"h1", Layout::kParagraph},
    {"h2", Layout::kParagraph},
    {"h3", Layout::kParagraph},
    {"h4", Layout::kParagraph},
    {"h5", Layout::kParagraph},
    {"h6", Layout::kParagraph},
    {"header", Layout::kBlock},
    {"hr", Layout::kVoid, Role::kRule},
    {"html", Layout::kBlock},
    {"i", Layout::kInline},
    {"iframe", Layout::kRawText},
    {"img", Layout::kVoid, Role::kImage},
    {"input", Layout::kVoid},
    {"ins", Layout::kInline},
    {"kbd", Layout::kInline},
    {"label", Layout::kInline},
    {"li", Layout::kBlock, Role::kItem},
    {"link", Layout::kVoid},
    {"main", Layout::kBlock},
    {"menu", Layout::kParagraph, Role::kBullets},
    {"meta", Layout::kVoid},
    {"nav", Layout::kBlock},
    {"noembed", Layout::kRawText},
    {"noframes", Layout::kRawText},
    {"o:p", Layout::kInline},
    {"ol", Layout::kParagraph, Role::kNumbers},
    {"option", Layout::kBlock},
    {"p", Layout::kParagraph},
    {"param", Layout::kVoid},
    {"pre", Layout::kParagraph, Role::kPre},
    {"q", Layout::kInline},
    {"s", Layout::kInline},
    {"samp", Layout::kInline},
    {"script", Layout::kRawText},
    {"section", Layout::kBlock},
    {"select", Layout::kBlock},
    {"small", Layout::kInline},
    {"source", Layout::kVoid},
    {"span", Layout::kInline},
    {"strike", Layout::kInline},
    {"strong", Layout::kInline},
    {"style", Layout::kRawText},
    {"sub", Layout::kInline},
    {"summary", Layout::kBlock},
    {"sup", Layout::kInline},
    {"table", Layout::kBlock},
    {"tbody", Layout::kBlock},
    {"td", Layout::kCell},
    {"template", Layout::kRawText},
    {"textarea", Layout::kRawText},
    {"tfoot", Layout::kBlock},
    {"th", Layout::kCell},
    {"thead", Layout::kBlock},
    {"time", Layout::kInline},
    {"title", Layout::kRawText},
    {"tr", Layout::kBlock},
    {"tt", Layout::kInline},
    {"u", Layout::kInline},
    {"ul", Layout::kParagraph, Role::kBullets},
    {"var", Layout::kInline},
    {"wbr", Layout::kVoid},
    {"xml", Layout::kRawText},
});

static_assert(kElements.size() < kNoElement);
static_assert(std::is_sorted(kElements.begin(), kElements.end(),
                             [](const Element& a, const Element& b) { return a.name < b.name; }));

// Where in the table the names of each first letter begin; the last entry is the table's end.
constexpr std::array<std::size_t, 27> kFirst = [] {
    std::array<std::size_t, 27> first{};
    for (std::size_t letter = 0; letter < first.size(); ++letter) {
        while (first[letter] < kElements.size() &&
               kElements[first[letter]].name.front() < static_cast<char>('a' + letter)) {
            ++first[letter];
        }
    }
    return first;
}();

}  // namespace

std::size_t find_element(std::string_view name) {
    constexpr std::size_t kLetters = 26;
    const char first = name.empty() ? '\0' : static_cast<char>(name.front() | 0x20);
    const auto letter = static_cast<std::size_t>(static_cast<unsigned char>(first - 'a'));
    if (letter >= kLetters) {
        return kNoElement;
    }
    for (std::size_t i = kFirst[letter]; i < kFirst[letter + 1]; ++i) {
        if (iequals(kElements[i].name, name)) {
            return i;
        }
    }
    return kNoElement;
}

const Element& element(std::size_t index) {
    return kElements.at(index);
}

}  // namespace syncgate::html

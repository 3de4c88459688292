#include <algorithm>
#include <array>

#include "formats/wbxml/tag.h"

namespace syncgate::wbxml {
namespace {

struct Row {
    std::uint8_t page, token;
    std::string_view xml_namespace, name;
};

constexpr Row kRows[] = {
#include "formats/wbxml/code_pages.inc"
};

constexpr std::size_t kTokens = 0x40;
constexpr std::size_t kPages = kRows[std::size(kRows) - 1].page + 1U;
constexpr std::uint16_t kNone = 0xffff;

// Row of each (page, token), so that a look-up is one index.
constexpr auto kIndex = [] {
    std::array<std::uint16_t, kPages * kTokens> index{};
    index.fill(kNone);
    for (std::size_t i = 0; i < std::size(kRows); ++i) {
        index[kRows[i].page * kTokens + kRows[i].token] = static_cast<std::uint16_t>(i);
    }
    return index;
}();

const Row* find(Tag tag) {
    if (tag.page >= kPages || tag.token >= kTokens) {
        return nullptr;
    }
    const auto row = kIndex[tag.page * kTokens + tag.token];
    return row == kNone ? nullptr : &kRows[row];
}

}  // namespace

std::string_view name_of(Tag tag) {
    const Row* row = find(tag);
    return row == nullptr ? std::string_view() : row->name;
}

std::string_view namespace_of(Tag tag) {
    const Row* row = find(tag);
    return row == nullptr ? std::string_view() : row->xml_namespace;
}

std::optional<Tag> find_tag(std::string_view xml_namespace, std::string_view name) {
    const auto* row = std::find_if(std::begin(kRows), std::end(kRows), [&](const Row& candidate) {
        return candidate.name == name && candidate.xml_namespace == xml_namespace;
    });
    if (row == std::end(kRows)) {
        return std::nullopt;
    }
    return Tag{row->page, row->token};
}

bool is_known(Tag tag) {
    return find(tag) != nullptr;
}

}  // namespace syncgate::wbxml

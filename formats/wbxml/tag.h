// A tag of ActiveSync's WBXML: a code page and a token in it. tags.h names them all.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string_view>

namespace syncgate::wbxml {

struct Tag {
    std::uint8_t page;
    std::uint8_t token;  // 0x05 to 0x3f, without the content bit

    auto operator<=>(const Tag&) const = default;
};

// "" for a tag that is in no code page.
std::string_view name_of(Tag tag);       // "ServerId"
std::string_view namespace_of(Tag tag);  // "AirSync"
std::optional<Tag> find_tag(std::string_view xml_namespace, std::string_view name);
bool is_known(Tag tag);

}  // namespace syncgate::wbxml

// What the elements of HTML mean for a text rendition: a table.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace syncgate::html {

enum class Layout : std::uint8_t {
    kInline,     // part of the line
    kBlock,      // on lines of its own
    kParagraph,  // a blank line before and after
    kCell,       // beside its like, in a row
    kVoid,       // never has content
    kRawText,    // its content is no text for a reader, and no markup either
};

// Elements that the renderer treats by themselves.
enum class Role : std::uint8_t {
    kNone,
    kLink,
    kBreak,
    kRule,
    kImage,
    kItem,
    kBullets,
    kNumbers,
    kQuote,
    kPre
};

struct Element {
    std::string_view name;
    Layout layout;
    Role role = Role::kNone;
};

inline constexpr std::size_t kNoElement = 255;

// Its place in the table, kNoElement when the (any-case) name is unknown.
std::size_t find_element(std::string_view name);

const Element& element(std::size_t index);

}  // namespace syncgate::html

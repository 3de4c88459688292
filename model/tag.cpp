#include "model/tag.h"

#include <cassert>

#include "base/hex.h"

namespace syncgate {
namespace {

constexpr char kEscape = '=';

// In an atom, and not of a meaning of its own at some place.
bool is_plain(char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
           std::string_view("_-.+!&'/:;?@,~").find(c) != std::string_view::npos;
}

bool is_digit(char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'F');
}

}  // namespace

std::string keyword_of(std::string_view name) {
    constexpr std::string_view kDigits = "0123456789ABCDEF";
    std::string keyword;
    for (const char c : name) {
        const auto byte = static_cast<unsigned char>(c);
        keyword += is_plain(c) ? std::string(1, c)
                               : std::string{kEscape, kDigits[byte >> 4U], kDigits[byte & 0xfU]};
    }
    return keyword;
}

std::string name_of(std::string_view keyword) {
    std::string name;
    for (std::size_t i = 0; i < keyword.size(); ++i) {
        const bool escaped = keyword[i] == kEscape && i + 2 < keyword.size() &&
                             is_digit(keyword[i + 1]) && is_digit(keyword[i + 2]);
        if (!escaped) {
            name += keyword[i];
            continue;
        }
        const auto byte = hex_decode(keyword.substr(i + 1, 2));
        assert(byte);
        name += *byte;
        i += 2;
    }
    return name;
}

}  // namespace syncgate

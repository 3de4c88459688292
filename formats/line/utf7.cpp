#include "formats/line/utf7.h"

#include <algorithm>
#include <cstdint>

#include "base/base64.h"

namespace syncgate::line {
namespace {

constexpr bool is_high(std::uint32_t unit) {
    return unit >= 0xd800 && unit < 0xdc00;
}

constexpr bool is_low(std::uint32_t unit) {
    return unit >= 0xdc00 && unit < 0xe000;
}

void append_utf8(std::uint32_t character, std::string& out) {
    const auto tail = [&](unsigned shift) {
        out += static_cast<char>(0x80U | (character >> shift & 0x3fU));
    };
    if (character < 0x80) {
        out += static_cast<char>(character);
    } else if (character < 0x800) {
        out += static_cast<char>(0xc0U | character >> 6U);
        tail(0);
    } else if (character < 0x10000) {
        out += static_cast<char>(0xe0U | character >> 12U);
        tail(6);
        tail(0);
    } else {
        out += static_cast<char>(0xf0U | character >> 18U);
        tail(12);
        tail(6);
        tail(0);
    }
}

// Whether `bytes` are UTF-16, the high byte first; appended as UTF-8.
bool append_utf16(std::string_view bytes, std::string& out) {
    const auto unit = [&](std::size_t at) {
        return static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[at])) << 8U |
               static_cast<unsigned char>(bytes[at + 1]);
    };
    if (bytes.empty() || bytes.size() % 2 != 0) {
        return false;
    }
    for (std::size_t at = 0; at < bytes.size(); at += 2) {
        std::uint32_t character = unit(at);
        if (is_high(character)) {
            at += 2;
            if (at >= bytes.size() || !is_low(unit(at))) {
                return false;
            }
            character = 0x10000U + ((character & 0x3ffU) << 10U) + (unit(at) & 0x3ffU);
        } else if (is_low(character) || character == 0) {
            return false;
        }
        append_utf8(character, out);
    }
    return true;
}

}  // namespace

Result<std::string> decode_mailbox_name(std::string_view name) {
    const Error malformed{ErrorCode::kMalformed, "no modified UTF-7: " + std::string(name)};
    std::string out;
    while (!name.empty()) {
        const auto shift = std::min(name.find('&'), name.size());
        out += name.substr(0, shift);
        name.remove_prefix(shift);
        if (name.empty()) {
            break;
        }
        const auto end = name.find('-');
        if (end == std::string_view::npos) {
            return malformed;
        }
        std::string encoded(name.substr(1, end - 1));
        name.remove_prefix(end + 1);
        if (encoded.empty()) {
            out += '&';
            continue;
        }
        std::replace(encoded.begin(), encoded.end(), ',', '/');
        const auto bytes = base64_decode(encoded);
        if (!bytes || !append_utf16(*bytes, out)) {
            return malformed;
        }
    }
    return out;
}

}  // namespace syncgate::line

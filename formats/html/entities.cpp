#include "formats/html/entities.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace syncgate::html {
namespace {

struct Entity {
    std::string_view name;
    std::string_view value;  // UTF-8
};

#include "formats/html/entities.inc"

constexpr char32_t kReplacement = 0xfffd;
constexpr char32_t kNone = 0;
constexpr std::size_t kLongestBare = 6;

// What authors mean by &#128; to &#159;. Source: HTML 13.2.5.80 (the table), that is windows-1252.
constexpr std::array<char16_t, 32> kWindows1252{
    0x20ac, 0x0081, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160,
    0x2039, 0x0152, 0x008d, 0x017d, 0x008f, 0x0090, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
    0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0x009d, 0x017e, 0x0178};

constexpr bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

constexpr bool is_alnum(char c) {
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

constexpr int hex_value(char c) {
    if (is_digit(c)) {
        return c - '0';
    }
    const char lower = static_cast<char>(c | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

template <std::size_t N>
std::string_view find(const std::array<Entity, N>& table, std::string_view name) {
    const auto* found =
        std::lower_bound(table.begin(), table.end(), name,
                         [](const Entity& row, std::string_view key) { return row.name < key; });
    return found != table.end() && found->name == name ? found->value : std::string_view();
}

// Reads "#233;" or "#xE9;" at the front of `rest`; returns how many bytes it took, 0 if none.
std::size_t read_number(std::string_view rest, std::string& out) {
    const bool hex = rest.size() > 1 && (rest[1] | 0x20) == 'x';
    const char32_t base = hex ? 16 : 10;
    const std::size_t first = hex ? 2 : 1;
    std::size_t i = first;
    char32_t value = 0;
    for (; i < rest.size(); ++i) {
        const int digit = hex_value(rest[i]);
        if (digit < 0 || static_cast<char32_t>(digit) >= base) {
            break;
        }
        value = std::min<char32_t>(value * base + static_cast<char32_t>(digit), 0x110000);
    }
    if (i == first) {
        return 0;
    }
    if (value < 0x100) {
        value = windows_1252(static_cast<unsigned char>(value));
    }
    append_utf8(value == kNone ? kReplacement : value, out);
    return i < rest.size() && rest[i] == ';' ? i + 1 : i;
}

// Reads "eacute;" or a bare "eacute" at the front of `rest`, likewise.
std::size_t read_name(std::string_view rest, Context context, std::string& out) {
    constexpr std::size_t kLongest = 32;
    std::size_t length = 0;
    while (length < rest.size() && length < kLongest && is_alnum(rest[length])) {
        ++length;
    }
    if (length < rest.size() && rest[length] == ';') {
        const auto value = find(kEntities, rest.substr(0, length));
        if (!value.empty()) {
            out += value;
            return length + 1;
        }
    }
    if (context == Context::kAttribute &&
        (length > kLongestBare || (length < rest.size() && rest[length] == '='))) {
        return 0;
    }
    for (std::size_t n = std::min(length, kLongestBare); n >= 2; --n) {
        const auto value = find(kBareEntities, rest.substr(0, n));
        if (!value.empty() && (context == Context::kText || n == length)) {
            out += value;
            return n;
        }
    }
    return 0;
}

}  // namespace

char32_t windows_1252(unsigned char byte) {
    return byte >= 0x80 && byte < 0xa0 ? kWindows1252.at(byte - 0x80U) : byte;
}

void append_utf8(char32_t character, std::string& out) {
    if (character > 0x10ffff || (character >= 0xd800 && character <= 0xdfff)) {
        character = kReplacement;
    }
    const auto tail = [&](unsigned shift) {
        return static_cast<char>(0x80U | (character >> shift & 0x3fU));
    };
    if (character < 0x80) {
        out += static_cast<char>(character);
    } else if (character < 0x800) {
        out += static_cast<char>(0xc0U | character >> 6U);
        out += tail(0);
    } else if (character < 0x10000) {
        out += static_cast<char>(0xe0U | character >> 12U);
        out += tail(6);
        out += tail(0);
    } else {
        out += static_cast<char>(0xf0U | character >> 18U);
        out += tail(12);
        out += tail(6);
        out += tail(0);
    }
}

void append_decoded(std::string_view raw, Context context, std::string& out) {
    while (!raw.empty()) {
        const auto amp = raw.find('&');
        out += raw.substr(0, amp);
        if (amp == std::string_view::npos) {
            return;
        }
        raw.remove_prefix(amp + 1);
        const bool number = !raw.empty() && raw.front() == '#';
        const std::size_t taken = number ? read_number(raw, out) : read_name(raw, context, out);
        if (taken == 0) {
            out += '&';
        }
        raw.remove_prefix(taken);
    }
}

}  // namespace syncgate::html

// TNEF streams, put together for tests.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace syncgate::tnef {

inline std::string number(std::uint64_t value, std::size_t bytes) {
    std::string out;
    for (std::size_t i = 0; i < bytes; ++i) {
        out += static_cast<char>(value >> (8 * i) & 0xffU);
    }
    return out;
}

inline std::string attribute(std::uint64_t id, std::string_view value) {
    return "\x01" + number(id, 4) + number(value.size(), 4) + std::string(value) + number(0, 2);
}

inline std::string stream(const std::vector<std::string>& attributes) {
    std::string out = number(0x223e9f78, 4) + number(1, 2);
    for (const auto& each : attributes) {
        out += each;
    }
    return out;
}

// A property of counted bytes.
inline std::string property(std::uint16_t type, std::uint16_t id, std::string_view value) {
    std::string out = number(type, 2) + number(id, 2) + number(1, 4) + number(value.size(), 4);
    out += value;
    out.append((4 - value.size() % 4) % 4, '\0');
    return out;
}

inline std::string properties(const std::vector<std::string>& list) {
    std::string out = number(list.size(), 4);
    for (const auto& each : list) {
        out += each;
    }
    return out;
}

inline std::string utf16(std::string_view ascii) {
    std::string out;
    for (const char c : ascii) {
        out += c;
        out += '\0';
    }
    return out;
}

// A file with its name and data, as old writers have it.
inline std::vector<std::string> file(std::string_view name, std::string_view data) {
    return {attribute(0x00069002, std::string(14, '\0')),
            attribute(0x00018010, std::string(name) + '\0'), attribute(0x0006800f, data)};
}

}  // namespace syncgate::tnef

// Compressed RTF, made for tests.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

namespace syncgate::rtf {

inline constexpr std::string_view kDictionary =
    "{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern "
    "\\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0"
    "\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx";

inline std::string little(std::uint32_t value) {
    std::string out;
    for (int i = 0; i < 4; ++i) {
        out += static_cast<char>(value >> (8 * i) & 0xffU);
    }
    return out;
}

inline std::uint32_t checksum(std::string_view bytes) {
    std::uint32_t crc = 0;
    for (const char c : bytes) {
        crc ^= static_cast<unsigned char>(c);
        for (int bit = 0; bit < 8; ++bit) {
            crc = (crc & 1U) != 0 ? crc >> 1U ^ 0xedb88320U : crc >> 1U;
        }
    }
    return crc;
}

inline std::string with_header(std::string_view contents, std::size_t size,
                               std::string_view type = "LZFu") {
    const std::uint32_t crc = type == "LZFu" ? checksum(contents) : 0;
    return little(static_cast<std::uint32_t>(contents.size() + 12)) +
           little(static_cast<std::uint32_t>(size)) + std::string(type) + little(crc) +
           std::string(contents);
}

inline std::string uncompressed(std::string_view rtf) {
    return with_header(rtf, rtf.size(), "MELA");
}

inline std::string reference(std::size_t place, std::size_t length) {
    const std::size_t both = place % 4096 << 4U | length;
    return {static_cast<char>(both >> 8U), static_cast<char>(both & 0xffU)};
}

// The longest match each time, as the examples of MS-OXRTFCP 3 have it.
inline std::string compressed(std::string_view rtf) {
    const std::string known = std::string(kDictionary) + std::string(rtf);
    std::string contents;
    std::string run;
    unsigned count = 0;
    unsigned control = 0;
    const auto add = [&](std::string_view token, bool is_reference) {
        run += token;
        control |= (is_reference ? 1U : 0U) << count;
        if (++count == 8) {
            contents += static_cast<char>(control) + run;
            run.clear();
            count = control = 0;
        }
    };
    std::size_t at = kDictionary.size();
    while (at < known.size()) {
        constexpr std::size_t kLongest = 17;
        const std::size_t first = at > 4096 - kLongest ? at - (4096 - kLongest) : 0;
        std::size_t length = std::min(kLongest, known.size() - at);
        std::size_t place = std::string::npos;
        for (; length > 1; --length) {
            place = known.find(std::string_view(known).substr(at, length), first);
            if (place < at) {
                break;
            }
        }
        if (length > 1) {
            add(reference(place, length - 2), true);
        } else {
            add({&known[at], 1}, false);
        }
        at += std::max<std::size_t>(length, 1);
    }
    add(reference(at, 0), true);
    if (count > 0) {
        contents += static_cast<char>(control) + run;
    }
    return with_header(contents, rtf.size());
}

}  // namespace syncgate::rtf

#include "base/base64.h"

#include <array>
#include <cstdint>

namespace syncgate {
namespace {

constexpr std::string_view kAlphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

constexpr std::array<std::int8_t, 256> kValues = [] {
    std::array<std::int8_t, 256> values{};
    values.fill(-1);
    for (std::size_t i = 0; i < kAlphabet.size(); ++i) {
        values[static_cast<unsigned char>(kAlphabet[i])] = static_cast<std::int8_t>(i);
    }
    values['-'] = values['+'];
    values['_'] = values['/'];
    return values;
}();

}  // namespace

std::string base64_encode(std::string_view bytes) {
    std::string out;
    append_base64(bytes, out);
    return out;
}

void append_base64(std::string_view bytes, std::string& out) {
    const std::size_t before = out.size();
    out.resize(before + base64_size(bytes.size()));
    char* to = out.data() + before;
    const auto at = [&](std::size_t i) {
        return static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[i]));
    };
    const auto put = [&](std::uint32_t group, unsigned shift) {
        *to++ = kAlphabet[group >> shift & 63U];
    };
    std::size_t i = 0;
    for (; i + 3 <= bytes.size(); i += 3) {
        const std::uint32_t group = at(i) << 16U | at(i + 1) << 8U | at(i + 2);
        put(group, 18);
        put(group, 12);
        put(group, 6);
        put(group, 0);
    }
    if (const std::size_t rest = bytes.size() - i; rest > 0) {
        const std::uint32_t group = at(i) << 16U | (rest == 2 ? at(i + 1) << 8U : 0);
        put(group, 18);
        put(group, 12);
        if (rest == 2) {
            put(group, 6);
        } else {
            *to++ = '=';
        }
        *to = '=';
    }
}

Result<std::string> base64_decode(std::string_view text) {
    for (int padding = 0; padding < 2 && !text.empty() && text.back() == '='; ++padding) {
        text.remove_suffix(1);
    }
    if (text.size() % 4 == 1) {
        return Error{ErrorCode::kMalformed, "base64: wrong length"};
    }
    std::string out;
    out.reserve(text.size() / 4 * 3 + 2);
    std::uint32_t group = 0;
    unsigned bits = 0;
    for (const char c : text) {
        const int value = kValues[static_cast<unsigned char>(c)];
        if (value < 0) {
            return Error{ErrorCode::kMalformed, "base64: a character outside the alphabet"};
        }
        group = group << 6U | static_cast<std::uint32_t>(value);
        bits += 6;
        if (bits >= 8) {
            bits -= 8;
            out += static_cast<char>(group >> bits & 0xffU);
        }
    }
    return out;
}

}  // namespace syncgate

#include "formats/wbxml/mb_uint32.h"

#include <algorithm>
#include <array>

namespace syncgate::wbxml {
namespace {

constexpr std::size_t kMaxBytes = 5;
constexpr unsigned kGroupBits = 7;
constexpr unsigned kGroupMask = 0x7f;
constexpr unsigned kMoreFollows = 0x80;

}  // namespace

Result<std::uint32_t> read_mb_uint32(std::string_view& input) {
    std::uint64_t value = 0;  // 5 * 7 = 35 bits: overflow shows, and is never undefined
    const std::size_t limit = std::min(input.size(), kMaxBytes);
    for (std::size_t i = 0; i < limit; ++i) {
        const unsigned byte = static_cast<unsigned char>(input[i]);
        value = value << kGroupBits | (byte & kGroupMask);
        if ((byte & kMoreFollows) != 0) {
            continue;
        }
        if (value > UINT32_MAX) {
            return Error{ErrorCode::kMalformed, "wbxml: integer over 32 bits"};
        }
        input.remove_prefix(i + 1);
        return static_cast<std::uint32_t>(value);
    }
    return Error{ErrorCode::kMalformed, input.size() < kMaxBytes
                                            ? "wbxml: input ends in an integer"
                                            : "wbxml: integer over five bytes"};
}

void append_mb_uint32(std::uint32_t value, std::string& output) {
    std::array<char, kMaxBytes> bytes{};
    std::size_t at = bytes.size();
    bytes[--at] = static_cast<char>(value & kGroupMask);
    while ((value >>= kGroupBits) != 0) {
        bytes[--at] = static_cast<char>((value & kGroupMask) | kMoreFollows);
    }
    output.append(bytes.data() + at, bytes.size() - at);
}

}  // namespace syncgate::wbxml

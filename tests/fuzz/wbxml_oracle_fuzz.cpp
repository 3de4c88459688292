// Any document that we read is the same document to libwbxml.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "formats/wbxml/mb_uint32.h"
#include "formats/wbxml/token.h"
#include "tests/unit/formats/wbxml/libwbxml.h"

namespace {

using namespace syncgate::wbxml;

// libwbxml crashes on deep documents and is quadratic on wide ones: it sees what passed these.
constexpr Limits kLimits{.depth = 32, .elements = 500, .bytes = 1U << 16U};

void require(bool holds) {
    if (!holds) {
        std::abort();
    }
}

// Takes the token at the front of a document that parse() took, with what belongs to it.
std::uint8_t take_token(std::string_view& input) {
    const auto token = static_cast<std::uint8_t>(input.front());
    input.remove_prefix(1);
    switch (token) {
        case kSwitchPage:
            input.remove_prefix(1);
            break;
        case kStrI:
            input.remove_prefix(input.find('\0') + 1);
            break;
        case kOpaqueToken: {
            const std::uint32_t size = *read_mb_uint32(input);
            input.remove_prefix(size);
            break;
        }
        default:
            break;
    }
    return token;
}

// libwbxml holds to the letter of the grammar (WBXML 5.3): one page switch at most, and nowhere but
// before a tag. We take it anywhere.
bool has_odd_switch(std::string_view input) {
    input.remove_prefix(1);
    for (int i = 0; i < 3; ++i) {
        require(read_mb_uint32(input).has_value());
    }
    bool switched = false;
    while (!input.empty()) {
        const std::uint8_t token = take_token(input);
        const bool is_tag = (token & kTokenMask) >= kFirstTag;
        if (switched && !is_tag) {
            return true;
        }
        switched = token == kSwitchPage;
    }
    return false;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    const auto root = parse(bytes, kLimits);
    if (root && can_judge_by_libwbxml(*root)) {
        require(has_odd_switch(bytes) || xml_by_libwbxml(bytes) == as_libwbxml_writes(*root));
        const auto written = write(*root);
        const auto read = parse(written);
        require(read && xml_by_libwbxml(written) == as_libwbxml_writes(*read));
    }
    return 0;
}

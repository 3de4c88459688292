// "0-4095" in requests and answers: of bytes, of results. Source: MS-ASCMD 2.2.3.143 Range.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace syncgate::activesync {

struct Range {
    std::uint64_t first = 0, last = 0;  // both inside; first <= last
};

// nullopt for anything else.
std::optional<Range> parse_range(std::string_view text);
std::string to_text(const Range& range);

}  // namespace syncgate::activesync

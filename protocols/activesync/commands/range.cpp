#include "protocols/activesync/commands/range.h"

#include "base/text.h"

namespace syncgate::activesync {

std::optional<Range> parse_range(std::string_view text) {
    const auto dash = text.find('-');
    if (dash == std::string_view::npos) {
        return std::nullopt;
    }
    const auto first = parse_uint(text.substr(0, dash));
    const auto last = parse_uint(text.substr(dash + 1));
    if (!first || !last || *last < *first) {
        return std::nullopt;
    }
    return Range{*first, *last};
}

std::string to_text(const Range& range) {
    return std::to_string(range.first) + "-" + std::to_string(range.last);
}

}  // namespace syncgate::activesync

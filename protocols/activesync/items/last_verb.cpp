#include "protocols/activesync/items/last_verb.h"

#include <algorithm>

#include "base/text.h"

namespace syncgate::activesync {
namespace {

constexpr std::string_view kLine = "LastVerb=";  // "LastVerb=1 1795435200"

struct Row {
    Verb verb;
    std::uint32_t flags;
};

// Where nothing says what came last, the first row whose flags are set.
constexpr Row kRows[] = {
    {Verb::kForward, kForwarded},
    {Verb::kReplyToAll, kAnswered | kRepliedToAll},
    {Verb::kReply, kAnswered},
};

bool has(const Item& item, const Row& row) {
    return (item.flags & row.flags) == row.flags;
}

const Row& row_of(Verb verb) {
    return *std::find_if(std::begin(kRows), std::end(kRows),
                         [&](const Row& row) { return row.verb == verb; });
}

std::string_view line_of(std::string_view follow_up) {
    for (const auto line : split(follow_up, '\n')) {
        if (line.starts_with(kLine)) {
            return line;
        }
    }
    return {};
}

std::optional<LastVerb> parse(std::string_view line) {
    if (line.empty()) {
        return std::nullopt;
    }
    const auto fields = split(line.substr(kLine.size()), ' ');
    const auto verb = parse_uint(fields.front());
    const auto time = fields.size() == 2 ? parse_uint(fields[1]) : std::nullopt;
    if (!verb || !time || *verb < 1 || *verb > 3) {
        return std::nullopt;
    }
    return LastVerb{static_cast<Verb>(*verb), static_cast<UnixSeconds>(*time)};
}

std::string without_line(std::string_view follow_up) {
    std::string out;
    for (const auto line : split(follow_up, '\n')) {
        if (!line.empty() && !line.starts_with(kLine)) {
            out += std::string(line) + "\n";
        }
    }
    return out;
}

}  // namespace

std::optional<LastVerb> last_verb(const Item& item) {
    if (const auto last = parse(line_of(item.follow_up)); last && has(item, row_of(last->verb))) {
        return last;
    }
    for (const auto& row : kRows) {
        if (has(item, row)) {
            return LastVerb{row.verb, 0};
        }
    }
    return std::nullopt;
}

std::uint32_t flags_of(Verb verb) {
    return row_of(verb).flags;
}

std::string with_last_verb(std::string_view follow_up, const LastVerb& last) {
    return without_line(follow_up) + std::string(kLine) +
           std::to_string(static_cast<int>(last.verb)) + " " + std::to_string(last.time) + "\n";
}

std::string keep_last_verb(std::string follow_up, std::string_view before) {
    const std::string_view line = line_of(before);
    return line.empty() ? follow_up : follow_up + std::string(line) + "\n";
}

}  // namespace syncgate::activesync

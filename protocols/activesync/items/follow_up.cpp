#include "protocols/activesync/items/follow_up.h"

#include <algorithm>

#include "base/text.h"
#include "formats/wbxml/tags.h"

namespace syncgate::activesync {
namespace {

namespace email = wbxml::email;
namespace tasks = wbxml::tasks;

enum class Kind { kText, kTime, kBoolean };

struct Row {
    std::string_view name;  // in Item::follow_up
    wbxml::Tag tag;
    Kind kind;
};

// In the order in which they are sent.
constexpr Row kRows[] = {
    {"FlagType", email::kFlagType, Kind::kText},
    {"CompleteTime", email::kCompleteTime, Kind::kTime},
    {"Subject", tasks::kSubject, Kind::kText},
    {"StartDate", tasks::kStartDate, Kind::kTime},
    {"UtcStartDate", tasks::kUtcStartDate, Kind::kTime},
    {"DueDate", tasks::kDueDate, Kind::kTime},
    {"UtcDueDate", tasks::kUtcDueDate, Kind::kTime},
    {"DateCompleted", tasks::kDateCompleted, Kind::kTime},
    {"ReminderSet", tasks::kReminderSet, Kind::kBoolean},
    {"ReminderTime", tasks::kReminderTime, Kind::kTime},
    {"OrdinalDate", tasks::kOrdinalDate, Kind::kTime},
    {"SubOrdinalDate", tasks::kSubOrdinalDate, Kind::kText},
};

constexpr std::string_view kDefaultType = "Flag for follow up";

enum FlagStatus : int { kCleared = 0, kComplete = 1, kActive = 2 };

std::string_view value_of(std::string_view text, std::string_view name) {
    for (const auto line : split(text, '\n')) {
        if (line.size() > name.size() && line.starts_with(name) && line[name.size()] == '=') {
            return line.substr(name.size() + 1);
        }
    }
    return {};
}

bool is_value(Kind kind, std::string_view value) {
    switch (kind) {
        case Kind::kText:
            return true;
        case Kind::kTime:
            return parse_iso8601(value).has_value();
        case Kind::kBoolean:
            return value == "0" || value == "1";
    }
    return false;
}

// The time in a child; nullopt when it is absent or empty.
std::optional<UnixSeconds> time_in(const wbxml::Element& flag, wbxml::Tag tag) {
    return parse_iso8601(flag.text(tag).value_or(""));
}

// Source: MS-ASTASK 2.2.2 and 3.1.4: the four dates come together or not at all, none is due
// before it starts, and a reminder that is set has its time.
bool dates_agree(const wbxml::Element& flag) {
    const auto start = time_in(flag, tasks::kStartDate);
    const auto due = time_in(flag, tasks::kDueDate);
    const auto utc_start = time_in(flag, tasks::kUtcStartDate);
    const auto utc_due = time_in(flag, tasks::kUtcDueDate);
    const int given = int{start.has_value()} + int{due.has_value()} + int{utc_start.has_value()} +
                      int{utc_due.has_value()};
    if (given != 0 && (given != 4 || *due < *start || *utc_due < *utc_start)) {
        return false;
    }
    return flag.text(tasks::kReminderSet) != "1" || time_in(flag, tasks::kReminderTime).has_value();
}

// Source: MS-ASEMAIL 3.2.5.4.2: a complete flag says when it was completed, in both forms; an
// active one has its type, or these. Its dates are asked for there, too, and clients leave them
// out.
bool has_what_it_needs(const wbxml::Element& flag, bool complete) {
    const bool has_type = !flag.text(email::kFlagType).value_or("").empty();
    return (!complete && has_type) || (time_in(flag, email::kCompleteTime).has_value() &&
                                       time_in(flag, tasks::kDateCompleted).has_value());
}

}  // namespace

wbxml::Element render_flag(const Item& item) {
    wbxml::Element flag(email::kFlag);
    if ((item.flags & (kFlagged | kFlagComplete)) == 0) {
        return flag;
    }
    flag.add(email::kStatus,
             static_cast<int>((item.flags & kFlagComplete) != 0 ? kComplete : kActive));
    if (value_of(item.follow_up, "FlagType").empty()) {
        flag.add(email::kFlagType, std::string(kDefaultType));
    }
    for (const auto& row : kRows) {
        if (const auto value = value_of(item.follow_up, row.name); !value.empty()) {
            flag.add(row.tag, std::string(value));
        }
    }
    return flag;
}

std::optional<FollowUp> merge_flag(const wbxml::Element& flag) {
    if (flag.empty()) {
        return FollowUp{};
    }
    const auto status = flag.text(email::kStatus);
    if (!status || (*status != "0" && *status != "1" && *status != "2")) {
        return std::nullopt;
    }
    if (*status == "0") {
        return FollowUp{};
    }
    if (!has_what_it_needs(flag, *status == "1") || !dates_agree(flag)) {
        return std::nullopt;
    }
    FollowUp follow_up;
    follow_up.flags = *status == "1" ? kFlagComplete : kFlagged;
    for (const auto& row : kRows) {
        if (const auto value = flag.text(row.tag); value && !value->empty()) {
            if (!is_value(row.kind, *value)) {
                return std::nullopt;
            }
            std::string line(*value);
            std::replace(line.begin(), line.end(), '\n', ' ');
            follow_up.text += std::string(row.name) + "=" + line + "\n";
        }
    }
    return follow_up;
}

}  // namespace syncgate::activesync

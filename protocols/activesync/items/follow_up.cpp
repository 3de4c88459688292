#include "protocols/activesync/items/follow_up.h"

#include <algorithm>

#include "base/text.h"
#include "formats/wbxml/tags.h"

namespace syncgate::activesync {
namespace {

namespace email = wbxml::email;
namespace tasks = wbxml::tasks;

struct Row {
    std::string_view name;  // in Item::follow_up
    wbxml::Tag tag;
};

// In the order in which they are sent.
constexpr Row kRows[] = {
    {"FlagType", email::kFlagType},
    {"CompleteTime", email::kCompleteTime},
    {"Subject", tasks::kSubject},
    {"StartDate", tasks::kStartDate},
    {"UtcStartDate", tasks::kUtcStartDate},
    {"DueDate", tasks::kDueDate},
    {"UtcDueDate", tasks::kUtcDueDate},
    {"DateCompleted", tasks::kDateCompleted},
    {"ReminderSet", tasks::kReminderSet},
    {"ReminderTime", tasks::kReminderTime},
    {"OrdinalDate", tasks::kOrdinalDate},
    {"SubOrdinalDate", tasks::kSubOrdinalDate},
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
    FollowUp follow_up;
    follow_up.flags = *status == "1" ? kFlagComplete : kFlagged;
    for (const auto& row : kRows) {
        if (const auto value = flag.text(row.tag); value && !value->empty()) {
            std::string line(*value);
            std::replace(line.begin(), line.end(), '\n', ' ');
            follow_up.text += std::string(row.name) + "=" + line + "\n";
        }
    }
    return follow_up;
}

}  // namespace syncgate::activesync

#include "model/device_rule.h"

#include <algorithm>

#include "base/text.h"

namespace syncgate {
namespace {

template <class T>
struct Name {
    T value;
    std::string_view name;
};

constexpr Name<RuleSubject> kSubjects[] = {
    {RuleSubject::kType, "type"},   {RuleSubject::kOs, "os"},       {RuleSubject::kModel, "model"},
    {RuleSubject::kAgent, "agent"}, {RuleSubject::kCount, "count"},
};

constexpr Name<Access> kAccesses[] = {
    {Access::kByRule, "by-rule"},
    {Access::kAllow, "allow"},
    {Access::kQuarantine, "quarantine"},
    {Access::kBlock, "block"},
};

template <class T, std::size_t N>
std::string_view name_in(const Name<T> (&names)[N], T value) {
    const auto* found = std::find_if(std::begin(names), std::end(names),
                                     [&](const Name<T>& each) { return each.value == value; });
    return found == std::end(names) ? "" : found->name;
}

template <class T, std::size_t N>
std::optional<T> value_in(const Name<T> (&names)[N], std::string_view name) {
    const auto* found = std::find_if(std::begin(names), std::end(names),
                                     [&](const Name<T>& each) { return each.name == name; });
    return found == std::end(names) ? std::nullopt : std::optional(found->value);
}

// Linear but for the last '*', to which it goes back: a pattern can't make it explode.
bool is_like(std::string_view pattern, std::string_view text) {
    std::size_t p = 0;
    std::size_t t = 0;
    std::size_t star = std::string_view::npos;
    std::size_t resume = 0;
    while (t < text.size()) {
        if (p < pattern.size() && pattern[p] == '*') {
            star = p++;
            resume = t;
        } else if (p < pattern.size() && (pattern[p] == '?' || pattern[p] == text[t])) {
            ++p;
            ++t;
        } else if (star != std::string_view::npos) {
            p = star + 1;
            t = ++resume;
        } else {
            return false;
        }
    }
    return pattern.find_first_not_of('*', p) == std::string_view::npos;
}

}  // namespace

std::string told_by(const Device& device, std::string_view field) {
    for (const auto line : split(device.information, '\n')) {
        const auto equals = line.find('=');
        if (equals != std::string_view::npos && line.substr(0, equals) == field) {
            return std::string(line.substr(equals + 1));
        }
    }
    return "";
}

bool fits(const DeviceRule& rule, const Device& device, std::size_t earlier) {
    const auto like = [&](std::string_view text) {
        return is_like(lower_ascii(rule.pattern), lower_ascii(text));
    };
    switch (rule.subject) {
        case RuleSubject::kType:
            return like(device.type);
        case RuleSubject::kOs:
            return like(told_by(device, "OS"));
        case RuleSubject::kModel:
            return like(told_by(device, "Model"));
        case RuleSubject::kAgent:
            return like(device.user_agent);
        case RuleSubject::kCount:
            return earlier >= parse_uint(rule.pattern).value_or(UINT64_MAX);
    }
    return false;
}

Judgement judge(const std::vector<DeviceRule>& rules, const Device& device, std::size_t earlier) {
    if (device.access != Access::kByRule) {
        return {device.access, 0};
    }
    const auto found = std::find_if(rules.begin(), rules.end(), [&](const DeviceRule& rule) {
        return fits(rule, device, earlier);
    });
    return found == rules.end() ? Judgement{} : Judgement{found->access, found->number};
}

std::size_t count_earlier(const std::vector<Device>& all, const Device& device) {
    return static_cast<std::size_t>(std::count_if(all.begin(), all.end(), [&](const Device& each) {
        return each.number < device.number && each.standing != Access::kBlock && !is_wiped(each);
    }));
}

std::string_view standing_of(Access access) {
    switch (access) {
        case Access::kBlock:
            return "blocked";
        case Access::kQuarantine:
            return "quarantined";
        case Access::kByRule:
        case Access::kAllow:
            break;
    }
    return "allowed";
}

std::string said_by(const Device& device, const Judgement& judgement) {
    return judgement.rule != 0                ? "rule " + std::to_string(judgement.rule)
           : device.access != Access::kByRule ? "administrator"
                                              : "standard";
}

std::string_view name_of(RuleSubject subject) {
    return name_in(kSubjects, subject);
}

std::string_view name_of(Access access) {
    return name_in(kAccesses, access);
}

std::optional<RuleSubject> parse_rule_subject(std::string_view name) {
    return value_in(kSubjects, name);
}

std::optional<Access> parse_access(std::string_view name) {
    return value_in(kAccesses, name);
}

}  // namespace syncgate

// What becomes of a device by what it is: rules in their order, the first that fits counts.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/device.h"

namespace syncgate {

enum class RuleSubject : std::uint8_t {
    kType = 0,   // DeviceType
    kOs = 1,     // as the device tells it (DeviceInformation): unknown before
    kModel = 2,  // the same
    kAgent = 3,  // User-Agent
    kCount = 4,  // more devices of the account than the number that stands for the pattern
};

struct DeviceRule {
    std::int64_t number = 0;  // the order; the store gives it
    RuleSubject subject = RuleSubject::kType;
    std::string pattern;  // '*' any characters, '?' one; without regard to ASCII case
    Access access = Access::kAllow;
    bool operator==(const DeviceRule&) const = default;
};

// The value of a field of Device::information; "" when the device has not told it.
std::string told_by(const Device& device, std::string_view field);

// `earlier`: how many devices of the account came before it.
bool fits(const DeviceRule& rule, const Device& device, std::size_t earlier);

struct Judgement {
    Access access = Access::kAllow;  // never kByRule
    std::int64_t rule = 0;           // which says so; 0: the administrator's word, or none
};

// The administrator's word for this device, else the first rule that fits, else: allowed.
Judgement judge(const std::vector<DeviceRule>& rules, const Device& device, std::size_t earlier);

// Of an account's devices those that came before this one and are in use: what kCount counts.
std::size_t count_earlier(const std::vector<Device>& all, const Device& device);

// "allowed", "quarantined", "blocked".
std::string_view standing_of(Access access);
// Who says so: "rule 3", "administrator", "standard".
std::string said_by(const Device& device, const Judgement& judgement);

// "type=iPhone*"; the words that are written for a rule's parts. nullopt for what is none.
std::string_view name_of(RuleSubject subject);
std::string_view name_of(Access access);
std::optional<RuleSubject> parse_rule_subject(std::string_view name);
std::optional<Access> parse_access(std::string_view name);

}  // namespace syncgate

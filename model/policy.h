// What an administrator asks of devices: every setting once, with what it may be. Those of a device
// go to it by Provision; the others the server holds it to itself.
// Source: MS-ASPROV 2.2.2 (EASProvisionDoc).
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"

namespace syncgate {

enum class SettingType : std::uint8_t {
    kFlag,          // 0 or 1
    kNumber,        // within the range
    kNumberOrNone,  // or "": no such limit
    kList,          // texts, separated by ';'; may be empty
};

enum class SettingFor : std::uint8_t {
    kDevice,    // since 12.1
    kDevice12,  // since 12.0
    kServer,
    kProtocol,  // whether an account may use it
    kAccount,   // what it may do beyond others: said of the account alone
};

struct PolicySetting {
    std::string_view name;  // of the element, where a device gets it
    SettingFor audience;
    SettingType type;
    std::int64_t least, most;
    std::string_view standard;  // asks for nothing, forbids nothing
};

// Those of a device come first.
std::span<const PolicySetting> policy_settings();
// Without regard to case; null when there is none.
const PolicySetting* find_policy_setting(std::string_view name);
[[nodiscard]] bool is_for_device(const PolicySetting& setting);
// By WebDAV, in every account's home, whatever its owner may do there.
inline constexpr std::string_view kAdministersHomes = "AdministersHomes";

// `value` as it is kept. Errors: kMalformed; the detail says what it may be.
Result<std::string> checked(const PolicySetting& setting, std::string_view value);

// Which devices may do without a policy.
enum class Unprovisioned : std::uint8_t {
    kNone = 0,      // not even those that cannot be provisioned
    kUnable = 1,    // those that are known to be unable
    kEveryone = 2,  // whoever brings no policy key
};

enum class Protocol : std::uint8_t { kActiveSync, kImap, kPop3, kDav, kSubmission };

// What holds for one account.
class Policy {
  public:
    // By the names of the settings, as checked() gave the values; what is not named is standard.
    using Values = std::map<std::string, std::string, std::less<>>;

    Policy() = default;
    explicit Policy(Values values) : values_(std::move(values)) {}

    // Of a setting that there is. Throws std::out_of_range.
    [[nodiscard]] std::string value(std::string_view name) const;
    [[nodiscard]] bool flag(std::string_view name) const { return value(name) == "1"; }
    // Of a number; 0 where there is none.
    [[nodiscard]] std::int64_t number(std::string_view name) const;

    [[nodiscard]] Unprovisioned unprovisioned() const;
    [[nodiscard]] bool allows(Protocol protocol) const;

    // Of what devices get: another whenever one of these values is. 0: all of it is standard.
    [[nodiscard]] std::int64_t fingerprint() const;

  private:
    Values values_;
};

}  // namespace syncgate

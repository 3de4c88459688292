// The table of every setting: where it stands in a file, what it is for, what it may be.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "gateway/config.h"

namespace syncgate {

struct Setting {
    using Strings = std::vector<std::string>;
    using Member = std::variant<std::string Config::*, std::int64_t Config::*, Strings Config::*>;
    enum class Kind { kAny, kChoice, kListener, kHostPort, kNetworks, kAddresses, kHosts, kPlace };
    static constexpr std::int64_t kMany = 1'000'000;  // the most that any number may be

    std::string_view section, key;
    Member member;
    std::string_view comment;
    Kind kind = Kind::kAny;
    std::string_view choices{};        // of kChoice: "a|b|c"
    std::int64_t least = 0, most = 0;  // of a number
};

std::span<const Setting> settings();  // those of a section one after the other

// Null when there is none.
const Setting* find_setting(std::string_view section, std::string_view key);

// "[server] https", the setting whose name is nearest to what was written.
std::string nearest_setting(std::string_view section, std::string_view key);

// "SYNCGATE_SERVER_HTTPS"
std::string variable_of(const Setting& setting);

// "a number", for whoever wrote something else.
std::string_view type_name(const Setting& setting);

// Empty when the value that `config` has may be; else what is wrong with it.
std::string check_setting(const Setting& setting, const Config& config);

}  // namespace syncgate

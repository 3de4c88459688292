// Protocol versions, times ten, in ascending order. Source: MS-ASHTTP 2.2.1.1.2.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace syncgate::activesync {

enum class Version : std::uint8_t {
    k2_5 = 25,
    k12_0 = 120,
    k12_1 = 121,
    k14_0 = 140,
    k14_1 = 141,
    k16_0 = 160,
    k16_1 = 161,
};

// "14.1" <-> k14_1; nullopt for anything that is no version of the protocol.
std::optional<Version> parse_version(std::string_view text);
// 141, as the base64 query has it.
std::optional<Version> parse_version(unsigned times_ten);
std::string_view to_string(Version version);

// The versions that OPTIONS offers, ascending, joined by ','.
std::string_view offered_versions();

}  // namespace syncgate::activesync

// A path with its parameters: "<u1@example.org> SIZE=1000". Source: RFC 5321 4.1.2.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace syncgate::lmtp {

struct Path {
    std::string address;  // quotes and source route taken off; "" for <>
    std::string_view parameters;
};

// nullopt for what is no path.
std::optional<Path> parse_path(std::string_view text);

// The value of a parameter such as SIZE; nullopt when absent.
std::optional<std::string_view> parameter(std::string_view parameters, std::string_view name);

}  // namespace syncgate::lmtp

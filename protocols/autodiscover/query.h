// A query's parameters.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace syncgate::autodiscover {

// The first parameter of that name, without regard to case, decoded (RFC 3986 2.1; '+' is itself:
// mail addresses have it); nullopt when it is absent or empty.
std::optional<std::string> parameter(std::string_view query, std::string_view name);

}  // namespace syncgate::autodiscover

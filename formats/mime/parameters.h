// The parameters of Content-Type and Content-Disposition: "image/png; name=a.png".
//
// Source: RFC 2045 5.1, RFC 2231 3 to 5, and what senders do: encoded words, raw 8-bit characters,
// blanks without quotes, a Windows path with its backslashes.
#pragma once

#include <string>
#include <string_view>

namespace syncgate::mime {

// The value of parameter `name` (lower case) of an unfolded field, on one line; "" when absent. Of
// several forms the one that names its charset counts. `charset` reads raw characters that are no
// UTF-8.
std::string parameter(std::string_view field, std::string_view name, std::string_view charset);

}  // namespace syncgate::mime

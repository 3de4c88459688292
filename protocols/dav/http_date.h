// A time as HTTP's headers have it: "Sun, 06 Nov 1994 08:49:37 GMT". Source: RFC 9110 5.6.7.
#pragma once

#include <optional>
#include <string>

#include "base/clock.h"

namespace syncgate::dav {

std::string http_date(UnixSeconds time);
// The form that is to be sent; the two obsolete ones are as if there were no date.
std::optional<UnixSeconds> parse_http_date(const std::string& text);

// "1994-11-06T08:49:37Z": DAV's other form. Source: RFC 4918 15.1, RFC 3339.
std::string rfc3339(UnixSeconds time);

}  // namespace syncgate::dav

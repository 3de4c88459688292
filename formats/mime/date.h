// Dates in header values. Source: RFC 5322 3.3 and 4.3 (obsolete forms).
#pragma once

#include <optional>
#include <string_view>

#include "base/clock.h"

namespace syncgate::mime {

// Also without weekday, seconds or zone, with names of zones, comments, years of two digits, and
// in the forms of asctime and ISO 8601. Between the years 1 and 9999.
std::optional<UnixSeconds> parse_date(std::string_view value);

}  // namespace syncgate::mime

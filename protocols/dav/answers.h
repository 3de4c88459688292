// Answers that methods share: refusals with their condition, and multistatus.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "model/exchange.h"
#include "protocols/dav/names.h"

namespace syncgate::dav {

// "HTTP/1.1 404 Not Found"
std::string status_line(int status);

// With DAV:error and the condition that does not hold. Source: RFC 4918 16.
Reply refused(int status, xml::Name condition);
// The condition names a resource.
Reply refused(int status, xml::Name condition, std::string_view href);
// What became of a failure that has no condition of its own.
Reply failed(const Error& error);

// There is more than the answer has. Source: RFC 3744 9.2, RFC 6578 3.7, RFC 6352 8.6.2.
inline constexpr xml::Name kWithinLimits{kDav, "number-of-matches-within-limits"};

// An open DAV:multistatus; its answer, once it is filled.
xml::Writer begin_multistatus();
Reply end_multistatus(xml::Writer writer);
// A DAV:response without properties.
void write_status(xml::Writer& out, std::string_view href, int status);
// The same with the condition that did not hold.
void write_status(xml::Writer& out, std::string_view href, int status, xml::Name condition);

}  // namespace syncgate::dav

// What one is told, as resources: /dav/notifications/USER/ and what is in it, to be read and
// removed. Source: caldav-sharing-02 4.2 and "XML notifications" of CalendarServer.
#pragma once

#include <optional>
#include <vector>

#include "protocols/dav/context.h"

namespace syncgate::dav {

// The notices of the one who asks are known to the context from now on. Errors: kUnavailable.
Result<void> enter_notices(Context& context);

// By name.
std::vector<Node> notices_in(const Owner& owner);
// nullopt: there is none of that name.
std::optional<Node> locate_notice(const Owner& owner, std::string_view name);

// Changes whenever one comes, changes or goes.
std::string tag_of_notices(const Owner& owner);

}  // namespace syncgate::dav

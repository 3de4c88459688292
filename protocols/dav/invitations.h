// Invitations by WebDAV: POST of what owners and members say, and what leaving a book says.
#pragma once

#include "protocols/dav/context.h"

namespace syncgate::dav {

// Whether a POST to a book is about who shares it, and not a new item.
bool is_about_sharing(const Request& request);
Reply run_share(Context& context);

// Whoever was invited to the shared book that the request is about declines now, and his share by
// the invitation ends; nothing, if he was not. Errors: kUnavailable.
Result<void> decline_shared(const Context& context);

}  // namespace syncgate::dav

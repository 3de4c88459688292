// Access to everybody's home, for accounts that have the setting AdministersHomes.
#pragma once

#include "protocols/dav/context.h"

namespace syncgate::dav {

// Where an administrator asks for what is somebody else's, the request becomes one of its owner:
// the context's account and owner are his. Otherwise nothing happens.
// Errors: kNotFound (nobody of that name is served here), kUnavailable.
Result<void> enter_as_administrator(Context& context);

}  // namespace syncgate::dav

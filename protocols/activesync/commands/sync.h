// Sync: the changes of collections, both ways. Source: MS-ASCMD 2.2.1.21.
#pragma once

#include "protocols/activesync/context.h"

namespace syncgate::activesync {

Answer run_sync(Context& context, const wbxml::Element* root);
Answer resume_sync(Context& context, std::string_view state, Wake why);

}  // namespace syncgate::activesync

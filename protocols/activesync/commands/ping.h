// Ping: wait until something in these folders changes. Source: MS-ASCMD 2.2.1.13.
#pragma once

#include <optional>

#include "protocols/activesync/context.h"

namespace syncgate::activesync {

Answer run_ping(Context& context, const wbxml::Element* root);
Answer resume_ping(Context& context, std::string_view state, Wake why);

}  // namespace syncgate::activesync

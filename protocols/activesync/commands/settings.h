// Settings: what a device tells of itself, and asks of its account. Source: MS-ASCMD 2.2.1.18.
#pragma once

#include "protocols/activesync/context.h"

namespace syncgate::activesync {

Answer run_settings(Context& context, const wbxml::Element* root);

}  // namespace syncgate::activesync

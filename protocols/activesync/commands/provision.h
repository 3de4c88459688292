// Provision: the device takes a policy in two phases, and gets a key for it.
// Source: MS-ASPROV 2.2.2, 3.1.5; MS-ASCMD 2.2.1.14.
#pragma once

#include "protocols/activesync/context.h"

namespace syncgate::activesync {

Answer run_provision(Context& context, const wbxml::Element* root);

}  // namespace syncgate::activesync

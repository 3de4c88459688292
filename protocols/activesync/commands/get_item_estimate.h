// GetItemEstimate: how many commands a Sync would bring. Source: MS-ASCMD 2.2.1.9.
#pragma once

#include "protocols/activesync/context.h"

namespace syncgate::activesync {

Answer run_get_item_estimate(Context& context, const wbxml::Element* root);

}  // namespace syncgate::activesync

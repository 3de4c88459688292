// GetHierarchy: the folders that the device shows, as a plain list, which no SyncKey remembers.
// Source: MS-ASCMD 2.2.1.9, of versions up to 12.1.
#pragma once

#include "protocols/activesync/context.h"

namespace syncgate::activesync {

Answer run_get_hierarchy(Context& context, const wbxml::Element* root);

}  // namespace syncgate::activesync

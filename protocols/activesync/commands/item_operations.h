// ItemOperations: items and attachments fetched, folders emptied. Source: MS-ASCMD 2.2.1.10.
#pragma once

#include "protocols/activesync/context.h"

namespace syncgate::activesync {

Answer run_item_operations(Context& context, const wbxml::Element* root);

}  // namespace syncgate::activesync

// Search: mail, and the accounts of one's own domain as an address list. Source: MS-ASCMD 2.2.1.16.
#pragma once

#include "protocols/activesync/context.h"

namespace syncgate::activesync {

Answer run_search(Context& context, const wbxml::Element* root);

}  // namespace syncgate::activesync

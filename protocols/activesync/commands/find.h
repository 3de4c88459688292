// Find, since 16.1: mail, and the accounts of one's own domain. Source: MS-ASCMD 2.2.1.2.
#pragma once

#include "protocols/activesync/context.h"

namespace syncgate::activesync {

Answer run_find(Context& context, const wbxml::Element* root);

}  // namespace syncgate::activesync

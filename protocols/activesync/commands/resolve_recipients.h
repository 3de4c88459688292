// ResolveRecipients over the accounts directory. Source: MS-ASCMD 2.2.1.15.
#pragma once

#include "protocols/activesync/context.h"

namespace syncgate::activesync {

Answer run_resolve_recipients(Context& context, const wbxml::Element* root);

}  // namespace syncgate::activesync

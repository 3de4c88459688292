// ValidateCert: whether certificates are good for signed mail, by the authorities that this machine
// trusts. Source: MS-ASCMD 2.2.1.22.
#pragma once

#include "protocols/activesync/context.h"

namespace syncgate::activesync {

Answer run_validate_cert(Context& context, const wbxml::Element* root);

}  // namespace syncgate::activesync

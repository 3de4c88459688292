// Remote wipe inside Provision: the device is told, wipes, and says so.
// Source: MS-ASPROV 3.2.5.1.2.1, 2.2.2.45 RemoteWipe, 2.2.2.1 AccountOnlyRemoteWipe.
#pragma once

#include "protocols/activesync/context.h"

namespace syncgate::activesync {

// Whether the request says what became of a wipe.
bool reports_wipe(const wbxml::Element& root);

// Of a device that is to wipe, or has wiped.
Answer run_remote_wipe(Context& context, const wbxml::Element& root);

}  // namespace syncgate::activesync

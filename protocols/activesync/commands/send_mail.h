// SendMail: a message to local accounts and through the relay, once however often it is sent.
// Source: MS-ASCMD 2.2.1.17.
#pragma once

#include "protocols/activesync/context.h"

namespace syncgate::activesync {

Answer run_send_mail(Context& context, const wbxml::Element* root);

}  // namespace syncgate::activesync

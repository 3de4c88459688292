// SmartReply and SmartForward: the client sends what it wrote, the server adds what it answers.
// Source: MS-ASCMD 2.2.1.19, 2.2.1.20.
#pragma once

#include "protocols/activesync/context.h"

namespace syncgate::activesync {

// `root` is null for a body that is the message itself (up to 12.1).
Answer run_smart_reply(Context& context, const wbxml::Element* root);
Answer run_smart_forward(Context& context, const wbxml::Element* root);

}  // namespace syncgate::activesync

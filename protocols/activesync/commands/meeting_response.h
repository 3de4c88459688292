// MeetingResponse. There are no meetings yet, so every request gets the Status of an item that is
// no meeting request, and nothing is to be remembered. Source: MS-ASCMD 2.2.1.11.
#pragma once

#include "protocols/activesync/context.h"

namespace syncgate::activesync {

Answer run_meeting_response(Context& context, const wbxml::Element* root);

}  // namespace syncgate::activesync

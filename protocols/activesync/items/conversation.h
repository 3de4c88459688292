// ConversationId and ConversationIndex of a mail: from its Thread-Index where it has one, else from
// its references. Source: MS-ASEMAIL 2.2.2.21, 2.2.2.22; MS-OXOMSG 2.2.1.3.
#pragma once

#include <string>

#include "base/clock.h"
#include "formats/mime/message_index.h"

namespace syncgate::activesync {

// 16 bytes, the same for every message of a thread; "" when nothing tells a thread.
std::string conversation_id(const mime::Envelope& envelope);

// Five bytes of the first message's time, five more for each reply.
std::string conversation_index(const mime::Envelope& envelope, UnixSeconds received);

}  // namespace syncgate::activesync

// ConversationId and ConversationIndex of a mail: from its Thread-Index where it has one, else from
// its references. Source: MS-ASEMAIL 2.2.2.21, 2.2.2.22; MS-OXOMSG 2.2.1.3.
#pragma once

#include <string>

#include "base/clock.h"
#include "formats/mime/conversation.h"
#include "formats/mime/message_index.h"

namespace syncgate::activesync {

using mime::conversation_id;

// Five bytes of the first message's time, five more for each reply.
std::string conversation_index(const mime::Envelope& envelope, UnixSeconds received);

// The Thread-Index header of a message written now in answer to this one: in its conversation, its
// index with five bytes more, in base64; "" when nothing tells a thread.
std::string answer_thread_index(const mime::Envelope& envelope, UnixSeconds received,
                                UnixSeconds now);

}  // namespace syncgate::activesync

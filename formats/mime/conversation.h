// Which conversation a message belongs to: by its Thread-Index where it has one, else by its
// references. Source: MS-OXOMSG 2.2.1.3; RFC 5322 3.6.4.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "formats/mime/message_index.h"

namespace syncgate::mime {

// The decoded Thread-Index: 0x01, five bytes of time, 16 of the conversation's GUID, five for each
// answer; "" when it is none.
std::string thread_index(const Envelope& envelope);

// 16 bytes, the same for every message of a conversation; "" when nothing tells one.
std::string conversation_id(const Envelope& envelope);

// What an index knows a conversation by: positive, and in practice of no other; 0 for "".
std::int64_t conversation_number(std::string_view id);

}  // namespace syncgate::mime

// Which conversation an object is of, as the index of conversations has it. Made from the objects:
// mime::conversation_number of their envelopes.
#pragma once

#include <cstdint>
#include <string_view>

#include "model/ids.h"

namespace syncgate::store {

struct Scope;

// By an envelope as formats/mime encodes it; 0 for none, as a card has.
std::int64_t conversation_of(std::string_view envelope);

// 0: it tells none, or it is gone.
void keep_conversation(Scope& scope, ObjectId object, std::int64_t conversation);

// Objects up to this one came before there was an index, and may not be in it yet (upkeep).
ObjectId last_without_conversation(Scope& scope);

}  // namespace syncgate::store

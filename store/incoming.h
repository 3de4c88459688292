// Where mail that comes in goes: to the folder of its role, unless its conversation was sent to
// another for good. Source: MS-ASCON 3.2.5.3 (Move, MoveAlways).
#pragma once

#include <optional>
#include <string_view>

#include "model/collection.h"
#include "store/note.h"

namespace syncgate::store {

// The newest Note::kRemembered conversations of an account count, each for a year.
void send_conversation(Note& note, std::string_view conversation, CollectionId folder,
                       UnixSeconds now);

// `envelope` as formats/mime encodes it. A conversation's folder that is gone is none; mail for
// another role than the Inbox goes there in any case. nullopt: there is no folder of that role.
std::optional<Collection> incoming_folder(const Snapshot& snapshot, std::string_view envelope,
                                          Role role);

}  // namespace syncgate::store

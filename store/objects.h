// Objects and the blobs below them: shared by items, kept while an item, a file, an intent
// or a kept version needs them.
#pragma once

#include "model/ids.h"
#include "store/change.h"

namespace syncgate::store {

struct Scope;

ObjectId insert_object(Scope& scope, const NewObject& object);

// Removes the object, and its blob, when nothing needs it any more. A blob's file goes after the
// commit (Scope::dead_files).
void drop_unused_object(Scope& scope, ObjectId object);

}  // namespace syncgate::store

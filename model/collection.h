// A collection: a mail folder, address book, calendar, task list, notebook.
#pragma once

#include <cstdint>
#include <string>

#include "base/clock.h"
#include "model/ids.h"

namespace syncgate {

// The values are stored.
enum class ItemClass : std::uint8_t { kMail = 1, kContact = 2, kEvent = 3, kTask = 4, kNote = 5 };

// What a collection is for. Those other than kNone are fixed folders: one of each in a class, no
// rename, no delete, no move; no children under kInbox and kSpam. The values are stored.
enum class Role : std::uint8_t {
    kNone = 0,
    kInbox = 1,
    kSent = 2,
    kTrash = 3,
    kDrafts = 4,
    kTemplates = 5,
    kSpam = 6,
    kDefault = 7,  // the default address book, calendar, task list, notebook of its class
};

struct Collection {
    CollectionId id = 0;
    ItemClass item_class = ItemClass::kMail;
    CollectionId parent = 0;  // 0: at the top
    Role role = Role::kNone;
    std::string name;
    std::uint32_t uidvalidity = 0;
    Uid uidnext = 1;
    Modseq created = 0;
    Modseq modseq = 0;        // last change of the collection itself (name, parent)
    Modseq highest = 0;       // last change of anything inside
    Modseq compacted = 0;     // highest modseq really removed by compaction
    UnixSeconds entered = 0;  // when it came below its parent
    std::string resource;     // DAV's name of it, unique in its class; "" when no client gave one
};

}  // namespace syncgate

// An item: an object's entry in a collection. Item means the pair (collection, uid); moved away
// and back it gets a new uid.
#pragma once

#include <cstdint>
#include <string>

#include "base/clock.h"
#include "model/ids.h"

namespace syncgate {

// Bits of Item::flags for mail; the values are stored. IMAP's system flags, $Forwarded, and the
// follow-up flag's "complete".
enum MailFlag : std::uint32_t {
    kSeen = 1U << 0U,
    kAnswered = 1U << 1U,
    kFlagged = 1U << 2U,
    kDeleted = 1U << 3U,
    kDraft = 1U << 4U,
    kForwarded = 1U << 5U,
    kFlagComplete = 1U << 6U,
    kRepliedToAll = 1U << 7U,
};

struct Item {
    CollectionId collection = 0;
    Uid uid = 0;
    ObjectId object = 0;
    std::string name;           // DAV resource name, unique in its collection; "" for mail
    std::string native_uid;     // UID inside a card or event; "" for mail
    Modseq created = 0;         // of the entry into the collection
    Modseq modseq = 0;          // of the last change
    Modseq content = 0;         // of the last change of the native text
    UnixSeconds entered = 0;    // when it came into the collection
    std::int64_t sort_key = 0;  // mail: INTERNALDATE in seconds
    std::uint32_t flags = 0;    // MailFlag
    std::string keywords;       // IMAP keywords = categories, joined by '\n'
    // The follow-up flag's own values and what was done last, as the protocols write them.
    std::string follow_up;
};

}  // namespace syncgate

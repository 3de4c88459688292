// What one device holds of one collection, and what became of the commands that it sent.
//
// The device holds exactly the items that were in the collection and at or above `bound` during all
// of [a, m], with a version not older than m, except the items in `own`, whose state is written
// there. Source: docs/sync-engine.md.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>

#include "base/result.h"
#include "model/ids.h"
#include "store/snapshot.h"

namespace syncgate::activesync {

// An exception to the rule: what the device really has of an item.
struct Own {
    bool has = false;
    Modseq version = 0;  // that it knows
    bool stale = false;  // its copy may differ from that version
    bool operator==(const Own&) const = default;
};

enum class CommandKind : std::uint8_t { kAdd = 1, kChange = 2, kDelete = 3 };

// What became of a command.
struct Executed {
    CommandKind kind = CommandKind::kAdd;
    std::string digest;  // of what the command said
    int status = 1;
    Uid uid = 0;
    Modseq modseq = 0;  // of the execution; 0: it was not executed
    bool clean = true;  // the device has just this version
    bool operator==(const Executed&) const = default;
};

// Adds by ClientId, all else by item: of each only the last one.
struct Journal {
    std::map<std::string, Executed> adds;
    std::map<Uid, Executed> items;

    [[nodiscard]] bool empty() const { return adds.empty() && items.empty(); }
    [[nodiscard]] std::size_t size() const { return adds.size() + items.size(); }
    bool operator==(const Journal&) const = default;
};

struct SyncPoint {
    std::int64_t key = 0;
    Cursor m, a;
    Position bound;
    std::map<Uid, Own> own;
    Journal journal;  // of commands sent with this key
    Journal carry;    // executed, but in no answer that the client is known to have read
    std::set<std::string> answered_adds;  // ClientIds named by the request that made this point
    std::set<Uid> answered_items;
    std::string options;  // what the device said last, as Sync writes it; "": the defaults
    // Of `own` so many are riders: below the window's edge, and here for their conversation.
    std::size_t riders = 0;
    bool rested = false;  // all was said when these marks were reached, and riders looked for

    // The start of a new line: nothing is held yet.
    static SyncPoint initial(Modseq highest);

    // The same marks, own, carry and options; the next answer's point.
    [[nodiscard]] SyncPoint derive() const;
    // Takes what may change of a point while what the device has stays the same. Whether it did.
    bool adopt(const SyncPoint& next);
    // Of all kinds; none but riders at rest.
    [[nodiscard]] std::size_t exceptions() const {
        return own.size() + journal.size() + carry.size();
    }

    // Up to which modseq the device knows the item.
    [[nodiscard]] Modseq known(Uid uid) const;
    // The same of its content alone. While the device catches up that is less: the row of a changed
    // content may have become that of a later change of state, which is still to come.
    [[nodiscard]] Modseq known_content(Uid uid) const;

    // Takes over what the point before it executed, as this point's key is used for the first time.
    void confirm(const SyncPoint& before);
};

// A point whose exceptions fill more than this starts the collection anew (Status 3): with the
// commands of one more request (limits of sync_request.cpp) it still stays below 64 KiB. More than
// 500 edited items, or 2,000 that the device has and the rule does not know of. Riders, of which
// there are kMaxRiders at most, have their bytes beside these.
inline constexpr std::size_t kMaxExceptionBytes = 28U << 10U;
inline constexpr std::size_t kRiderBytes = 14;
inline constexpr int kMaxRiders = 1000;
bool is_overfull(const SyncPoint& point);

// at(C, x): the modseq up to which a cursor has passed the item.
inline Modseq at(Cursor cursor, Uid uid) {
    return uid <= cursor.uid ? cursor.modseq : cursor.modseq - 1;
}

store::PointRow to_row(const SyncPoint& point);
// Errors: kInternal (a row that this program did not write).
Result<SyncPoint> from_row(const store::PointRow& row);

}  // namespace syncgate::activesync

// The points that are kept for a device and collection: the confirmed one, and at most two that
// were sent since. A key number is never used twice; a key that is used confirms its point and
// drops all others. Source: docs/sync-engine.md, "The rules".
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "protocols/activesync/sync/collection_view.h"
#include "protocols/activesync/sync/sync_point.h"
#include "store/note.h"

namespace syncgate::activesync {

class SyncLine {
  public:
    // Errors: kInternal.
    static Result<SyncLine> load(const store::Snapshot& snapshot, DeviceNumber device,
                                 CollectionId collection);
    // False when another gateway has saved one since: nothing is kept then, and the request starts
    // anew from what that one left.
    [[nodiscard]] bool save(store::Note& note, DeviceNumber device, CollectionId collection);

    // Whether a key was used that was not the confirmed one: then it is now, and the others are
    // forgotten. Null when the key is unknown; nothing changes.
    struct Used {
        SyncPoint* point = nullptr;
        bool confirmed_now = false;
    };
    Used use(std::int64_t key);

    // For an answer to key 0: nothing is held, and what was executed in no answer that the device
    // is known to have read comes along, where there is room: it may be sent once more.
    [[nodiscard]] SyncPoint begin(Modseq highest) const;

    // Adds a point sent under a fresh key; the oldest beyond two unconfirmed ones goes.
    void issue(SyncPoint point);

    // Where the device holds the item, its copy may differ from every version: it is sent once
    // more.
    void doubt(Uid uid, const CollectionView& view);

    // Whether a device that sent no commands and was told nothing may stay with the confirmed key:
    // its point stays as it is, as if the request had never come. `next` is where an answer under
    // a new key would stand; cursors that moved far are worth one.
    [[nodiscard]] bool may_stay(const SyncPoint& confirmed, const SyncPoint& next) const;
    // The point sent last; null when there is none.
    [[nodiscard]] const SyncPoint* newest() const;
    [[nodiscard]] bool empty() const { return points_.empty(); }

  private:
    std::vector<SyncPoint> points_;  // ascending by key
    std::int64_t confirmed_ = 0;
    std::int64_t version_ = 0;  // as the store has it
};

// The number of a SyncKey; nullopt for text that no key of ours is.
std::optional<std::int64_t> parse_sync_key(std::string_view text);

}  // namespace syncgate::activesync

// The Commands of a Sync answer: what brings a device from its SyncPoint to a snapshot, in the
// steps settle, slide, leave, enter, extend, ride. Source: docs/sync-engine.md, RESPOND.
#pragma once

#include <cstdint>

#include "protocols/activesync/sync/collection_view.h"
#include "protocols/activesync/sync/sync_point.h"

namespace syncgate::activesync {

enum class CommandType : std::uint8_t { kAdd, kChange, kDelete, kSoftDelete };

// The page that is being filled.
class Page {
  public:
    virtual ~Page() = default;
    // How many more commands fit. At least one until the first was put.
    [[nodiscard]] virtual int room() const = 0;
    // `item` for kAdd and kChange, else null. `known`: content not newer than this is on the
    // device; 0 when its copy may differ from every version.
    virtual void put(CommandType type, Uid uid, const Item* item, Modseq known) = 0;
};

// What a device is to have of a collection: items at or above the edge and, with `conversations`,
// the newest kMaxRiders of those below it that are of a conversation with one of these.
struct Window {
    std::int64_t edge = 0;  // a sort key
    bool conversations = false;

    // Below the lowest key there is nothing, and all would have to be looked at to find it.
    [[nodiscard]] bool has_riders() const { return conversations && edge > kMinKey; }
};

// Fills the page and moves the point's marks as far as it got. True when all was said: then
// m = a = (highest, max), bound = (edge, 0), own is the riders. No item is named twice in a page.
bool respond(SyncPoint& point, const CollectionView& view, const Window& window, Page& page);

// Whether respond() would put anything.
bool has_anything(const SyncPoint& point, const CollectionView& view, const Window& window);

// How many commands respond() would put in all, at most `limit`.
int count_commands(const SyncPoint& point, const CollectionView& view, const Window& window,
                   int limit);

}  // namespace syncgate::activesync

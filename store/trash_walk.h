// What lies in Trash and in the folders below it, oldest entry first.
#pragma once

#include <optional>
#include <queue>
#include <vector>

#include "store/snapshot.h"

namespace syncgate::store {

// Whether the mail folder is Trash, or stands below it.
bool is_in_trash(const Snapshot& snapshot, const Collection& folder);

class TrashWalk {
  public:
    struct Lying {
        UnixSeconds since = 0;  // when it entered Trash, by itself or with its folder
        CollectionId collection = 0;
        Uid uid = 0;
    };
    struct Place {
        CollectionId id = 0;
        UnixSeconds since = 0;
    };

    // `snapshot` outlives it; items that next() gave may be removed between calls.
    explicit TrashWalk(const Snapshot& snapshot);

    std::optional<Lying> next();
    // Trash first, each folder before those below it.
    [[nodiscard]] const std::vector<Place>& places() const { return places_; }

  private:
    struct Head {
        Lying item;
        UnixSeconds place_since = 0;
        bool operator>(const Head& other) const { return item.since > other.item.since; }
    };

    void add_places(const Collection& folder, UnixSeconds since);
    void push(CollectionId collection, UnixSeconds place_since, Uid after);

    const Snapshot& snapshot_;
    std::vector<Place> places_;
    // The oldest of each place: uids ascend as items enter.
    std::priority_queue<Head, std::vector<Head>, std::greater<>> heads_;
};

}  // namespace syncgate::store

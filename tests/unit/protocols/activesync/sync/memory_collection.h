// A collection in memory that answers the sync engine as a store does, by looking at everything:
// slow, plain, and written from the definitions (docs/sync-engine.md, "What the store records").
#pragma once

#include <map>
#include <optional>
#include <vector>

#include "protocols/activesync/sync/collection_view.h"

namespace syncgate::activesync {

// The part of an item that a device shows.
struct Shown {
    std::int64_t state = 0;  // as Read is: merges with anybody's change
    std::int64_t text = 0;
    std::int64_t sort_key = 0;
    bool operator==(const Shown&) const = default;

    // A message that is edited may come into another; 0: it is of none.
    [[nodiscard]] std::int64_t conversation() const { return text % 6; }
};

class MemoryCollection final : public CollectionView {
  public:
    // `account` is the account's modseq; it outlives the collection.
    MemoryCollection(ItemClass item_class, const Modseq& account)
        : item_class_(item_class), account_(account) {}

    Uid add(const Shown& shown, int writer = -1);
    // Only what differs is written. Nothing happens when nothing does.
    void change(Uid uid, const Shown& shown, int writer = -1);
    void remove(Uid uid);
    Uid reserve_uid() { return next_uid_++; }
    // Tombstones and history rows up to `upto` are forgotten.
    void compact(Modseq upto);

    [[nodiscard]] ItemClass item_class() const { return item_class_; }
    [[nodiscard]] Modseq compacted() const { return compacted_; }
    [[nodiscard]] const std::map<Uid, Item>& items() const { return items_; }
    [[nodiscard]] Shown shown(Uid uid) const { return shown_.at(uid); }
    [[nodiscard]] int writer(Uid uid) const { return writers_.at(uid); }
    [[nodiscard]] std::vector<Uid> uids() const;

    [[nodiscard]] Modseq highest() const override { return account_; }
    [[nodiscard]] std::optional<Item> item(Uid uid) const override;
    [[nodiscard]] std::vector<store::Event> events_after(Cursor m, int limit) const override;
    [[nodiscard]] std::vector<store::Entry> entries_after(Cursor a, Position bound,
                                                          int limit) const override;
    [[nodiscard]] std::vector<Item> items_below(Position bound, Position edge,
                                                int limit) const override;
    [[nodiscard]] store::Snapshot::Slide slide_candidates(Position from, Position to, Modseq since,
                                                          int limit) const override;
    [[nodiscard]] std::optional<std::int64_t> lowest_key(Uid uid, Modseq from,
                                                         Modseq to) const override;
    [[nodiscard]] std::int64_t count(Position edge) const override;
    [[nodiscard]] Modseq changed() const override { return changed_; }
    [[nodiscard]] std::vector<Item> riders(std::int64_t edge, int limit) const override;

  private:
    struct Stay {
        Modseq created, left;
        std::int64_t key;
    };
    struct Moved {
        Modseq modseq;
        std::int64_t old_key, new_key;
    };

    ItemClass item_class_;
    const Modseq& account_;
    Uid next_uid_ = 1;
    Modseq compacted_ = 0;
    Modseq changed_ = 0;
    std::map<Uid, Item> items_;
    std::map<Uid, Shown> shown_;
    std::map<Uid, int> writers_;
    std::map<Uid, Stay> tombs_;
    std::map<Uid, std::vector<Moved>> history_;
};

}  // namespace syncgate::activesync

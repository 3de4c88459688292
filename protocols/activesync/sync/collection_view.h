// What the sync engine asks of a collection in one snapshot; store::Snapshot answers it, and in
// tests a model does.
#pragma once

#include <optional>
#include <vector>

#include "model/ids.h"
#include "model/item.h"
#include "store/snapshot.h"

namespace syncgate::activesync {

class CollectionView {
  public:
    virtual ~CollectionView() = default;
    [[nodiscard]] virtual Modseq highest() const = 0;  // of the account
    [[nodiscard]] virtual std::optional<Item> item(Uid uid) const = 0;
    [[nodiscard]] virtual std::vector<store::Event> events_after(Cursor m, int limit) const = 0;
    [[nodiscard]] virtual std::vector<store::Entry> entries_after(Cursor a, Position bound,
                                                                  int limit) const = 0;
    [[nodiscard]] virtual std::vector<Item> items_below(Position bound, Position edge,
                                                        int limit) const = 0;
    [[nodiscard]] virtual store::Snapshot::Slide slide_candidates(Position from, Position to,
                                                                  Modseq since,
                                                                  int limit) const = 0;
    [[nodiscard]] virtual std::optional<std::int64_t> lowest_key(Uid uid, Modseq from,
                                                                 Modseq to) const = 0;
    // Items at or above `edge`.
    [[nodiscard]] virtual std::int64_t count(Position edge) const = 0;
    // Of the last change inside.
    [[nodiscard]] virtual Modseq changed() const = 0;
    // Items below `edge` of whose conversation one is not: the newest ones, descending.
    [[nodiscard]] virtual std::vector<Item> riders(std::int64_t edge, int limit) const = 0;
};

class SnapshotView final : public CollectionView {
  public:
    // Both outlive the view.
    SnapshotView(const store::Snapshot& snapshot, CollectionId collection)
        : snapshot_(snapshot), collection_(collection) {}

    [[nodiscard]] Modseq highest() const override { return snapshot_.modseq(); }
    [[nodiscard]] std::optional<Item> item(Uid uid) const override {
        return snapshot_.item(collection_, uid);
    }
    [[nodiscard]] std::vector<store::Event> events_after(Cursor m, int limit) const override {
        return snapshot_.events_after(collection_, m, limit);
    }
    [[nodiscard]] std::vector<store::Entry> entries_after(Cursor a, Position bound,
                                                          int limit) const override {
        return snapshot_.entries_after(collection_, a, bound, limit);
    }
    [[nodiscard]] std::vector<Item> items_below(Position bound, Position edge,
                                                int limit) const override {
        return snapshot_.items_below(collection_, bound, edge, limit);
    }
    [[nodiscard]] store::Snapshot::Slide slide_candidates(Position from, Position to, Modseq since,
                                                          int limit) const override {
        return snapshot_.slide_candidates(collection_, from, to, since, limit);
    }
    [[nodiscard]] std::optional<std::int64_t> lowest_key(Uid uid, Modseq from,
                                                         Modseq to) const override {
        return snapshot_.lowest_key(collection_, uid, from, to);
    }
    [[nodiscard]] std::int64_t count(Position edge) const override {
        return snapshot_.count(collection_, edge);
    }
    [[nodiscard]] Modseq changed() const override {
        const auto collection = snapshot_.collection(collection_);
        return collection ? collection->highest : highest();
    }
    [[nodiscard]] std::vector<Item> riders(std::int64_t edge, int limit) const override {
        return snapshot_.riders(collection_, edge, limit);
    }

  private:
    const store::Snapshot& snapshot_;
    CollectionId collection_;
};

}  // namespace syncgate::activesync

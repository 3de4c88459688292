// A collection in memory that answers what the sync engine asks, by the definitions and not by any
// index: the ground of the random world.
#pragma once

#include <map>
#include <vector>

#include "protocols/activesync/sync/collection_view.h"

namespace syncgate::activesync::model_world {

// What a device shows of an item. `text` is native text, `state` merges without conflict.
struct Content {
    std::int64_t key = 0;
    long text = 0;
    long state = 0;
    bool operator==(const Content&) const = default;
};

enum class Field { kText, kState, kKey };

class ModelCollection final : public CollectionView {
  public:
    // The account's counter, shared by its collections; outlives this.
    ModelCollection(ItemClass item_class, const Modseq& modseq)
        : item_class_(item_class), modseq_(modseq) {}

    struct Row {
        Item item;
        Content content;
        int writer = 0;  // device that wrote the last change; 0: somebody else
    };

    // All within the write that the account's counter stands at.
    Uid add(const Content& content, int writer);
    Row remove(Uid uid);
    void change(Uid uid, Field field, long value, int writer);
    Uid reserve() { return next_uid_++; }
    void compact(Modseq upto);

    [[nodiscard]] ItemClass item_class() const { return item_class_; }
    [[nodiscard]] Modseq compacted() const { return compacted_; }
    [[nodiscard]] const std::map<Uid, Row>& rows() const { return rows_; }
    // What a device holds at rest.
    [[nodiscard]] std::map<Uid, Content> window(std::int64_t edge) const;

    [[nodiscard]] Modseq highest() const override { return modseq_; }
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
    // The model knows no conversations: nobody asks for them here (SyncWorld does).
    [[nodiscard]] Modseq changed() const override { return modseq_; }
    [[nodiscard]] std::vector<Item> riders(std::int64_t, int) const override { return {}; }

  private:
    struct Tombstone {
        Modseq created = 0, modseq = 0;
        std::int64_t key = 0;
    };
    struct Moved {
        Modseq modseq = 0;
        std::int64_t old_key = 0, new_key = 0;
    };
    [[nodiscard]] const std::vector<Moved>& moves_of(Uid uid) const;

    ItemClass item_class_;
    const Modseq& modseq_;
    Uid next_uid_ = 1;
    Modseq compacted_ = 0;
    std::map<Uid, Row> rows_;
    std::map<Uid, Tombstone> tombstones_;  // a uid leaves once
    std::map<Cursor, Uid> gone_;           // the same by modseq
    std::map<Uid, std::vector<Moved>> moves_;
};

}  // namespace syncgate::activesync::model_world

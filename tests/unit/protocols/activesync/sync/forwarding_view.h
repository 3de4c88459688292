// Another view, as it is: for those that answer one thing otherwise.
#pragma once

#include "protocols/activesync/sync/collection_view.h"

namespace syncgate::activesync {

class ForwardingView : public CollectionView {
  public:
    // `real` outlives this.
    explicit ForwardingView(const CollectionView& real) : real_(real) {}

    [[nodiscard]] Modseq highest() const override { return real_.highest(); }
    [[nodiscard]] std::optional<Item> item(Uid uid) const override { return real_.item(uid); }
    [[nodiscard]] std::vector<store::Event> events_after(Cursor m, int limit) const override {
        return real_.events_after(m, limit);
    }
    [[nodiscard]] std::vector<store::Entry> entries_after(Cursor a, Position bound,
                                                          int limit) const override {
        return real_.entries_after(a, bound, limit);
    }
    [[nodiscard]] std::vector<Item> items_below(Position bound, Position edge,
                                                int limit) const override {
        return real_.items_below(bound, edge, limit);
    }
    [[nodiscard]] store::Snapshot::Slide slide_candidates(Position from, Position to, Modseq since,
                                                          int limit) const override {
        return real_.slide_candidates(from, to, since, limit);
    }
    [[nodiscard]] std::optional<std::int64_t> lowest_key(Uid uid, Modseq from,
                                                         Modseq to) const override {
        return real_.lowest_key(uid, from, to);
    }
    [[nodiscard]] std::int64_t count(Position edge) const override { return real_.count(edge); }
    [[nodiscard]] Modseq changed() const override { return real_.changed(); }
    [[nodiscard]] std::vector<Item> riders(std::int64_t edge, int limit) const override {
        return real_.riders(edge, limit);
    }

  private:
    const CollectionView& real_;
};

}  // namespace syncgate::activesync

// A collection seen through a mistake.
#pragma once

#include <algorithm>
#include <vector>

#include "tests/unit/protocols/activesync/sync/forwarding_view.h"
#include "tests/unit/protocols/activesync/sync/memory_collection.h"
#include "tests/unit/protocols/activesync/sync/mistake.h"

namespace syncgate::activesync {

class MistakenView final : public ForwardingView {
  public:
    MistakenView(const MemoryCollection& real, Mistake mistake)
        : ForwardingView(real), mistake_(mistake) {}

    [[nodiscard]] std::vector<store::Entry> entries_after(Cursor a, Position bound,
                                                          int limit) const override {
        auto entries = ForwardingView::entries_after(a, bound, limit);
        if (mistake_ == Mistake::kEnterByModseq) {
            for (auto& entry : entries) {
                entry.entry = item(entry.uid)->modseq;
            }
            std::sort(entries.begin(), entries.end(), [](const auto& x, const auto& y) {
                return Cursor{x.entry, x.uid} < Cursor{y.entry, y.uid};
            });
        }
        return entries;
    }
    [[nodiscard]] std::vector<Item> items_below(Position bound, Position edge,
                                                int limit) const override {
        const auto low = mistake_ == Mistake::kEdge ? Position{edge.sort_key, kMaxUid} : edge;
        return ForwardingView::items_below(bound, low, limit);
    }
    [[nodiscard]] std::optional<std::int64_t> lowest_key(Uid uid, Modseq from,
                                                         Modseq to) const override {
        auto low = ForwardingView::lowest_key(uid, from, to);
        const auto now = item(uid);
        return low && now && mistake_ == Mistake::kKeyNow ? now->sort_key : low;
    }
    [[nodiscard]] Modseq changed() const override {
        return mistake_ == Mistake::kRestForever ? 0 : ForwardingView::changed();
    }
    [[nodiscard]] std::vector<Item> riders(std::int64_t edge, int limit) const override {
        auto found =
            ForwardingView::riders(edge + (mistake_ == Mistake::kRiderEdge ? 1 : 0), limit);
        std::erase_if(found, [&](const Item& item) { return item.sort_key >= edge; });
        return found;
    }

  private:
    Mistake mistake_;
};

}  // namespace syncgate::activesync

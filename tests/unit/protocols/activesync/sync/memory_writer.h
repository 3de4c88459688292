// Executes one edit in a collection in memory, and notices one that is executed twice.
#pragma once

#include "protocols/activesync/sync/execute.h"
#include "tests/unit/protocols/activesync/sync/memory_collection.h"
#include "tests/unit/protocols/activesync/sync/world_messages.h"

namespace syncgate::activesync {

class MemoryWriter final : public ItemWriter {
  public:
    MemoryWriter(MemoryCollection& collection, Modseq modseq, int device, const Edit& edit)
        : collection_(collection), modseq_(modseq), device_(device), edit_(edit) {}

    [[nodiscard]] Modseq modseq() override { return modseq_; }
    [[nodiscard]] std::optional<Item> item(Uid uid) override { return collection_.item(uid); }
    Made add() override {
        if (edit_.bad) {
            return {};
        }
        made = true;
        return {1, collection_.add(edit_.shown, device_)};
    }
    int change(const Item& item) override {
        if (edit_.bad) {
            return 6;
        }
        executed = true;
        collection_.change(
            item.uid, with_field(collection_.shown(item.uid), edit_.field, edit_.value), device_);
        return 1;
    }
    int remove(const Item& item) override {
        if (edit_.bad) {
            return 6;
        }
        executed = true;
        collection_.remove(item.uid);
        return 1;
    }
    int replace(const Item& item) override {
        collection_.change(item.uid, edit_.shown, device_);
        return 1;
    }
    Uid renew(const Item& item) override {
        const Shown shown = collection_.shown(item.uid);
        collection_.remove(item.uid);
        return collection_.add(shown, device_);
    }
    Uid unused_uid() override { return collection_.reserve_uid(); }

    bool made = false;
    bool executed = false;

  private:
    MemoryCollection& collection_;
    Modseq modseq_;
    int device_;
    const Edit& edit_;
};

}  // namespace syncgate::activesync

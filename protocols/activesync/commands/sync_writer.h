// The commands of a Sync collection, carried out in one write.
#pragma once

#include <optional>

#include "protocols/activesync/commands/sync_request.h"
#include "protocols/activesync/items/item_kind.h"
#include "protocols/activesync/sync/execute.h"
#include "store/change.h"

namespace syncgate::activesync {

class SyncWriter final : public ItemWriter {
  public:
    // Both references outlive it.
    SyncWriter(store::Change& change, const Collection& collection, const Device& device,
               EditOptions options, bool deletes_as_moves);

    // Executes; the response to be sent, nullopt where the protocol wants none (a Change or Delete
    // that succeeded).
    std::optional<wbxml::Element> run(const SyncCommand& command, SyncPoint& confirmed,
                                      SyncPoint& next, bool server_wins);

  private:
    [[nodiscard]] Modseq modseq() override { return change_.take_modseq(); }
    [[nodiscard]] std::optional<Item> item(Uid uid) override;
    Made add() override;
    int change(const Item& item) override;
    int remove(const Item& item) override;
    int replace(const Item& item) override;
    Uid renew(const Item& item) override;
    Uid unused_uid() override;
    void keep_refused(const Item& item) override;
    void keep_unseen(const Item& item) override;

    // Whether the device was shown a stand-in, which says nothing of the item.
    [[nodiscard]] bool is_set_aside(const Item& item) const;

    store::Change& change_;
    const Collection& collection_;
    const ItemKind& kind_;
    DeviceNumber device_;
    EditOptions options_;
    bool to_trash_;  // or deleted for good
    const SyncCommand* command_ = nullptr;
};

}  // namespace syncgate::activesync

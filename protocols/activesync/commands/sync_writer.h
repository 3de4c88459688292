// The commands of a Sync collection, carried out in one write.
#pragma once

#include <optional>
#include <vector>

#include "model/tag.h"
#include "protocols/activesync/commands/draft_sends.h"
#include "protocols/activesync/commands/sync_request.h"
#include "protocols/activesync/items/item_kind.h"
#include "protocols/activesync/sync/execute.h"
#include "store/change.h"

namespace syncgate::activesync {

class SyncWriter final : public ItemWriter {
  public:
    // As the device names the collection, and whether it may change what is in it.
    struct Place {
        CollectionId named = 0;
        bool writes = true;
    };
    // What is given by reference outlives it. `sends` has each command that sends.
    SyncWriter(store::Change& change, const Collection& collection, const Place& place,
               const Device& device, const DraftSends& sends, EditOptions options,
               bool deletes_as_moves);

    // Executes; the response to be sent, nullopt where the protocol wants none (a Change or Delete
    // that succeeded).
    std::optional<wbxml::Element> run(const SyncCommand& command, SyncPoint& confirmed,
                                      SyncPoint& next, bool server_wins);

    // Whether a draft that was to be sent has become another since it was made ready: what this
    // write did must not be kept.
    [[nodiscard]] bool was_overtaken() const { return overtaken_; }

  private:
    [[nodiscard]] Modseq modseq() override { return change_.take_modseq(); }
    [[nodiscard]] std::optional<Item> item(Uid uid) override;
    Made add() override;
    int change(const Item& item) override;
    int remove(const Item& item) override;
    int replace(const Item& item) override;
    int replace_unseen(const Item& item) override;
    int replace_gone(Uid uid) override;
    Uid renew(const Item& item) override;
    [[nodiscard]] bool sends() const override { return command_->sends; }
    Uid unused_uid() override;
    Uid renew_gone(Uid uid) override;
    void keep_refused(const Item& item) override;
    void keep_unseen(const Item& item) override;

    // The draft at hand, made of the text `base`, leaves for its recipients; an item status.
    int send(ObjectId base);
    // Of a draft that was never here, or is gone, by the number that it had or gets.
    int send_unseen(Uid uid);
    [[nodiscard]] std::string memory_of(Uid uid) const;
    [[nodiscard]] bool was_sent(Uid uid) const;
    void remember_sent(Uid uid);
    // The same of one that is here, and no more then.
    int send_draft(const Item& item, ObjectId base);
    // The command at hand may have made tags since there were `before`: an item that has one as a
    // keyword, and that this write changed already, has changed once more, at the same modseq.
    void tell_new_tags(const std::vector<Tag>& before, Uid named, SyncPoint& confirmed,
                       SyncPoint& next);
    // What goes back; nullopt: nothing need be said.
    [[nodiscard]] std::optional<wbxml::Element> response(const CommandOutcome& outcome) const;
    // Whether the device was shown a stand-in, which says nothing of the item.
    [[nodiscard]] bool is_set_aside(const Item& item) const;

    store::Change& change_;
    const Collection& collection_;
    Place place_;
    const ItemKind& kind_;
    DeviceNumber device_;
    const DraftSends& sends_;
    EditOptions options_;
    bool to_trash_;  // or deleted for good
    const SyncCommand* command_ = nullptr;
    bool overtaken_ = false;
};

}  // namespace syncgate::activesync

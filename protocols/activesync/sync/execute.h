// A device's Add, Change and Delete, each executed once however often it is sent.
// Source: docs/sync-engine.md, EXECUTE.
#pragma once

#include <optional>
#include <string>

#include "model/item.h"
#include "protocols/activesync/sync/sync_point.h"

namespace syncgate::activesync {

struct ClientCommand {
    CommandKind kind = CommandKind::kChange;
    std::string client_id;  // kAdd
    Uid uid = 0;            // kChange, kDelete; 0: a ServerId that names no item of the collection
    std::string digest;     // of everything that the command says
    bool conflicts = true;  // whether it can lose against another's change
};

// What a command does to the collection; all within one write.
class ItemWriter {
  public:
    virtual ~ItemWriter() = default;
    [[nodiscard]] virtual Modseq modseq() = 0;  // of the write
    [[nodiscard]] virtual std::optional<Item> item(Uid uid) = 0;
    struct Made {
        int status = 6;
        Uid uid = 0;
    };
    virtual Made add() = 0;
    virtual int change(const Item& item) = 0;
    virtual int remove(const Item& item) = 0;
    // The item's content now equals what the command at hand says.
    virtual int replace(const Item& item) = 0;
    // The same where another has changed the item, which the device has not seen: what the command
    // can't say is kept.
    virtual int replace_unseen(const Item& item) { return replace(item); }
    // The same when that item is gone: 1 where nothing is to be done any more, or why it can't be.
    virtual int replace_gone(Uid) { return 1; }
    // Takes the item out and puts the same content in anew; its new uid.
    virtual Uid renew(const Item& item) = 0;
    // Whether the command at hand sends the item away, which ends it: replace() does then.
    [[nodiscard]] virtual bool sends() const { return false; }
    // A uid that no item has or will have.
    virtual Uid unused_uid() = 0;
    // The same for an item that is gone: what replace_gone() knows of it holds for the new one.
    virtual Uid renew_gone(Uid) { return unused_uid(); }
    // The command at hand, a Change, loses against the item as it is: what it wanted is kept.
    virtual void keep_refused(const Item&) {}
    // The command at hand is about to win over a version of the item that the device has not
    // seen: that version is kept.
    virtual void keep_unseen(const Item&) {}
};

struct CommandOutcome {
    int status = 1;
    Uid uid = 0;
};

// Executes one command sent with the key of `confirmed`, whose journal it writes, and notes in
// `next` what the device has once it reads the answer. `server_wins` decides a conflict.
CommandOutcome execute(const ClientCommand& command, SyncPoint& confirmed, SyncPoint& next,
                       ItemWriter& writer, bool server_wins);

}  // namespace syncgate::activesync

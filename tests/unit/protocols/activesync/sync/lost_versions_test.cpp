// Which versions are kept when a device's command loses or wins.
#include <gtest/gtest.h>

#include "protocols/activesync/sync/execute.h"

namespace syncgate::activesync {
namespace {

constexpr Uid kUid = 5;

// One item, last written at modseq 20; the write at hand is 30.
class OneItem final : public ItemWriter {
  public:
    [[nodiscard]] Modseq modseq() override { return 30; }
    [[nodiscard]] std::optional<Item> item(Uid) override {
        Item item;
        item.uid = kUid;
        item.created = 10;
        item.modseq = item.content = 20;
        return item;
    }
    Made add() override { return {1, kUid}; }
    int change(const Item&) override { return 1; }
    int remove(const Item&) override { return 1; }
    int replace(const Item&) override { return 1; }
    Uid renew(const Item&) override { return kUid + 1; }
    Uid unused_uid() override { return kUid + 1; }
    void keep_refused(const Item&) override { kept += "refused "; }
    void keep_unseen(const Item&) override { kept += "unseen "; }

    std::string kept;
};

struct Row {
    CommandKind kind;
    Modseq known;    // what the device has seen
    bool conflicts;  // or what the command sets merges
    bool server_wins;
    std::string kept;
    int status;
};

const Row kRows[] = {
    {CommandKind::kChange, 20, true, true, "", 1},  // it has seen all
    {CommandKind::kChange, 20, true, false, "", 1},
    {CommandKind::kChange, 15, true, true, "refused ", 7},
    {CommandKind::kChange, 15, true, false, "unseen ", 1},
    {CommandKind::kChange, 15, false, true, "", 1},  // flags merge
    {CommandKind::kChange, 15, false, false, "", 1},
    {CommandKind::kDelete, 20, true, true, "", 1},
    {CommandKind::kDelete, 15, true, true, "", 7},  // the item stays: nothing is lost
    {CommandKind::kDelete, 15, true, false, "unseen ", 1},
};

SyncPoint point_at(Modseq modseq) {
    SyncPoint point = SyncPoint::initial(modseq);
    point.bound = {kMinKey, 0};
    return point;
}

TEST(LostVersions, ATableOfCommandsAndWhatTheyLose) {
    for (const auto& row : kRows) {
        SCOPED_TRACE(testing::Message() << static_cast<int>(row.kind) << " known " << row.known
                                        << " server wins " << row.server_wins);
        SyncPoint confirmed = point_at(row.known);
        SyncPoint next = confirmed;
        OneItem writer;
        ClientCommand command;
        command.kind = row.kind;
        command.uid = kUid;
        command.digest = "d";
        command.conflicts = row.conflicts;
        EXPECT_EQ(execute(command, confirmed, next, writer, row.server_wins).status, row.status);
        EXPECT_EQ(writer.kept, row.kept);
        // The same once more, because its answer was lost: executed once, kept once.
        SyncPoint again = confirmed;
        EXPECT_EQ(execute(command, confirmed, again, writer, row.server_wins).status, row.status);
        EXPECT_EQ(writer.kept, row.kept);
    }
}

TEST(LostVersions, AnAddThatIsRepeatedWithAnotherTextKeepsWhatOthersMadeOfTheItem) {
    SyncPoint confirmed = point_at(5);
    confirmed.journal.adds["c"] = {CommandKind::kAdd, "before", 1, kUid, 10, true};
    SyncPoint next = confirmed;
    OneItem writer;
    ClientCommand command;
    command.kind = CommandKind::kAdd;
    command.client_id = "c";
    command.digest = "after";
    execute(command, confirmed, next, writer, true);
    EXPECT_EQ(writer.kept, "unseen ");
}

// A draft that was sent, and one that could not be.
class Sending final : public ItemWriter {
  public:
    [[nodiscard]] Modseq modseq() override { return 30; }
    [[nodiscard]] std::optional<Item> item(Uid) override { return item_; }
    Made add() override { return {1, kUid}; }
    int change(const Item& item) override {
        if (fails_) {
            item_->modseq = item_->content = 30;
            return 183;
        }
        item_.reset();
        return item.uid == kUid ? 1 : 8;
    }
    int remove(const Item&) override { return 1; }
    int replace(const Item& item) override { return change(item); }
    int replace_gone(Uid) override { return 118; }
    Uid renew(const Item&) override { return kUid + 1; }
    Uid unused_uid() override { return kUid + 1; }

    std::optional<Item> item_ = [] {
        Item item;
        item.uid = kUid;
        item.modseq = item.content = 20;
        return item;
    }();
    bool fails_ = false;
};

TEST(SentDrafts, AnAddWithAnotherTextIsToldThatTheFirstWasSent) {
    for (const bool carried : {false, true}) {
        SyncPoint confirmed = point_at(5);
        SyncPoint next = confirmed;
        (carried ? next.carry : confirmed.journal).adds["c"] = {
            CommandKind::kAdd, "before", 1, kUid, 10, true};
        Sending writer;
        writer.item_.reset();
        ClientCommand command{CommandKind::kAdd, "c", 0, "after", true};
        EXPECT_EQ(execute(command, confirmed, next, writer, true).status, 118);
        EXPECT_TRUE(next.own.empty()) << "the device has nothing that could be deleted";
        EXPECT_TRUE(next.carry.empty()) << "asked once more, it is a new one";
        command.digest = "before";
        if (!carried) {
            EXPECT_EQ(execute(command, confirmed, next, writer, true).status, 1);
        }
    }
}

TEST(SentDrafts, AnAddWhoseRepetitionCanNotBeSentSaysSo) {
    SyncPoint confirmed = point_at(5);
    confirmed.journal.adds["c"] = {CommandKind::kAdd, "saved", 1, kUid, 10, true};
    SyncPoint next = confirmed;
    Sending writer;
    writer.fails_ = true;
    EXPECT_EQ(
        execute({CommandKind::kAdd, "c", 0, "sent", true}, confirmed, next, writer, true).status,
        183);
    EXPECT_TRUE(next.own.empty());
}

TEST(SentDrafts, WhatCouldNotBeSentIsTheDevicesOwnVersion) {
    SyncPoint confirmed = point_at(20);
    SyncPoint next = confirmed;
    Sending writer;
    writer.fails_ = true;
    const ClientCommand command{CommandKind::kChange, "", kUid, "d", true};
    EXPECT_EQ(execute(command, confirmed, next, writer, true).status, 183);
    EXPECT_EQ(next.own.at(kUid), (Own{true, 30, true})) << "it is shown what is kept";
    SyncPoint again = confirmed;
    EXPECT_EQ(execute(command, confirmed, again, writer, true).status, 183);
    // Edited before the answer was read: no conflict with itself.
    writer.fails_ = false;
    EXPECT_EQ(
        execute({CommandKind::kChange, "", kUid, "e", true}, confirmed, again, writer, true).status,
        1);
}

}  // namespace
}  // namespace syncgate::activesync

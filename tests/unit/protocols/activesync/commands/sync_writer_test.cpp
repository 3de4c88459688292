// What one write of several commands finds in its place: drafts that were made ready for sending,
// tags that it makes itself.
#include "protocols/activesync/commands/sync_writer.h"

#include "formats/wbxml/tags.h"
#include "model/tag.h"
#include "protocols/activesync/sync/server_id.h"
#include "tests/unit/store/store_fixture.h"

namespace syncgate::activesync {
namespace {

class DraftSending : public store::StoreTest {
  protected:
    void SetUp() override {
        StoreTest::SetUp();
        const auto delivered = store::deliver(
            *account_, clock_,
            {.message = "Subject: draft\r\n\r\nText\r\n", .role = Role::kDrafts, .flags = kDraft});
        ASSERT_TRUE(delivered);
        command_.kind = CommandKind::kChange;
        command_.server_id = to_server_id(ItemId{delivered->collection, delivered->uid});
        command_.data = &data_;
        command_.sends = true;
        command_.digest = "d";
    }

    ObjectId object() { return items(*account_, Role::kDrafts).at(0).object; }

    void make_ready(ObjectId base) {
        Submission submission;
        submission.sender = "u1@example.org";
        submission.message = "Subject: draft\r\n\r\nText\r\n";
        submission.local = {account_->id()};
        sends_[&command_] = {0, std::make_unique<const ReadySend>(base, std::move(submission))};
    }

    // Whether it was overtaken, which is taken back.
    bool run() {
        bool overtaken = false;
        const auto done = account_->write([&](store::Change& change) -> Result<bool> {
            const auto folder = change.by_role(ItemClass::kMail, Role::kDrafts);
            EditOptions options;
            options.version = Version::k16_1;
            options.now = clock_.now();
            SyncWriter writer(change, *folder, {folder->id}, Device{}, sends_, options, true);
            SyncPoint confirmed = SyncPoint::initial(change.modseq());
            SyncPoint next = confirmed;
            writer.run(command_, confirmed, next, true);
            overtaken = writer.was_overtaken();
            return overtaken ? Result<bool>(Error{ErrorCode::kConflict, "overtaken"}) : true;
        });
        EXPECT_EQ(done.has_value(), !overtaken);
        return overtaken;
    }

    wbxml::Element data_{wbxml::air_sync::kApplicationData};
    SyncCommand command_;
    DraftSends sends_;
};

TEST_F(DraftSending, LeavesDraftsAndStandsInSent) {
    make_ready(object());
    EXPECT_FALSE(run());
    EXPECT_TRUE(items(*account_, Role::kDrafts).empty());
    EXPECT_EQ(items(*account_, Role::kSent).size(), 1U);
}

TEST_F(DraftSending, IsNotDoneWithATextThatIsNoMoreTheDrafts) {
    make_ready(object() + 1);
    EXPECT_TRUE(run());
    EXPECT_EQ(items(*account_, Role::kDrafts).size(), 1U);
    EXPECT_TRUE(items(*account_, Role::kSent).empty());
    EXPECT_TRUE(items(*account_, Role::kInbox).empty());
}

class NewTag : public store::StoreTest {
  protected:
    static constexpr const char* kName = "for later";

    Uid deliver(const std::string& keywords) {
        auto made = account_->write([&](store::Change& change) -> Result<Uid> {
            inbox_ = change.by_role(ItemClass::kMail, Role::kInbox)->id;
            store::NewItem item;
            item.object = change.add_object(store::index_mail("Subject: mail\r\n\r\nText\r\n"));
            item.sort_key = clock_.now();
            item.keywords = keywords;
            return change.add_item(inbox_, item);
        });
        EXPECT_TRUE(made);
        return *made;
    }

    SyncCommand changes(Uid uid, const wbxml::Element& data) const {
        SyncCommand command;
        command.kind = CommandKind::kChange;
        command.server_id = to_server_id(ItemId{inbox_, uid});
        command.data = &data;
        command.digest = std::to_string(uid);
        return command;
    }

    CollectionId inbox_ = 0;
};

TEST_F(NewTag, IsStillToBeToldOfAnItemThatTheSameRequestChangedBefore) {
    const Uid with = deliver(keyword_of(kName));
    const Uid without = deliver("");
    const Uid named = deliver("");
    wbxml::Element read(wbxml::air_sync::kApplicationData);
    read.add(wbxml::email::kRead, 1);
    wbxml::Element tagged(wbxml::air_sync::kApplicationData);
    tagged.add(wbxml::email::kCategories).add(wbxml::email::kCategory, std::string(kName));

    const auto done = account_->write([&](store::Change& change) -> Result<bool> {
        EditOptions options;
        options.version = Version::k14_1;
        options.now = clock_.now();
        const DraftSends none;
        const auto inbox = change.collection(inbox_);
        SyncWriter writer(change, *inbox, {inbox_}, Device{}, none, options, true);
        SyncPoint confirmed = SyncPoint::initial(change.modseq());
        SyncPoint next = confirmed;
        writer.run(changes(with, read), confirmed, next, true);
        writer.run(changes(without, read), confirmed, next, true);
        EXPECT_FALSE(next.own.at(with).stale);
        writer.run(changes(named, tagged), confirmed, next, true);
        EXPECT_TRUE(next.own.at(with).stale);
        EXPECT_FALSE(confirmed.journal.items.at(with).clean);
        for (const Uid uid : {without, named}) {
            EXPECT_EQ(next.own.at(uid), (Own{true, change.take_modseq(), false}));
            EXPECT_TRUE(confirmed.journal.items.at(uid).clean);
        }
        return true;
    });
    EXPECT_TRUE(done);
}

}  // namespace
}  // namespace syncgate::activesync

// A draft that was made ready for sending, and what the write finds in its place.
#include "protocols/activesync/commands/sync_writer.h"

#include "formats/wbxml/tags.h"
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

}  // namespace
}  // namespace syncgate::activesync

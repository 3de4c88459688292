// The index of conversations: Snapshot::riders, Snapshot::objects_in, Note::derive_conversations.
#include <algorithm>

#include <gmock/gmock.h>

#include "formats/mime/conversation.h"
#include "store/scope_of.h"
#include "store/upkeep.h"
#include "store/verify.h"
#include "tests/unit/store/store_fixture.h"

namespace syncgate::store {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

constexpr std::int64_t kEdge = 1000;
constexpr int kMost = 100;

std::int64_t number_of(const std::string& root) {
    mime::Envelope envelope;
    envelope.message_id = root;
    return mime::conversation_number(mime::conversation_id(envelope));
}

class ConversationsTest : public StoreTest {
  protected:
    // A message of the conversation that this Message-ID began; "": of none.
    Uid deliver(const std::string& root, std::int64_t received, Role role = Role::kInbox) {
        const std::string references = root.empty() ? "" : "References: <" + root + ">\r\n";
        const auto done = store::deliver(*account_, clock_,
                                         {.message = "Subject: x\r\n" + references + "\r\nText\r\n",
                                          .role = role,
                                          .received = received});
        EXPECT_TRUE(done);
        return done->uid;
    }
    std::vector<Uid> riders(int limit = kMost, std::int64_t edge = kEdge) {
        const auto inbox = folder(*account_, Role::kInbox);
        return *account_->read([&](const Snapshot& snapshot) -> Result<std::vector<Uid>> {
            std::vector<Uid> uids;
            for (const auto& item : snapshot.riders(inbox, edge, limit)) {
                EXPECT_EQ(item.sort_key, snapshot.item(inbox, item.uid)->sort_key);
                uids.push_back(item.uid);
            }
            return uids;
        });
    }
    std::optional<std::vector<ObjectId>> objects(const std::vector<std::string>& roots,
                                                 int most = kMost) {
        std::vector<std::int64_t> numbers;
        std::transform(roots.begin(), roots.end(), std::back_inserter(numbers), number_of);
        return *account_->read(
            [&](const Snapshot& snapshot) -> Result<std::optional<std::vector<ObjectId>>> {
                return snapshot.objects_in(numbers, most);
            });
    }
    void run_sql(std::string_view sql) {
        ASSERT_TRUE(account_->note([&](Note& note) -> Result<bool> {
            run(scope_of(note).db, sql);
            return true;
        }));
    }
    // As an account is that came from a store without the index.
    void forget_all() {
        run_sql("DELETE FROM object_conversation");
        run_sql("UPDATE account_state SET conversations_after = last_object");
    }
    int derive(int most = kMost) {
        return *account_->note(
            [&](Note& note) -> Result<int> { return note.derive_conversations(most); });
    }
    std::vector<std::string> differences(bool repair = false) {
        std::vector<std::string> found;
        std::string at;
        do {
            const auto slice = verify(*account_, at, repair);
            EXPECT_TRUE(slice);
            for (const auto& difference : slice->differences) {
                found.push_back(difference.what);
            }
            at = slice->next;
        } while (!at.empty());
        return found;
    }
};

TEST_F(ConversationsTest, OldMailRidesWithTheNewOfItsConversation) {
    const auto old = deliver("a", 10);
    deliver("b", 20);
    const auto later = deliver("a", 30);
    EXPECT_THAT(riders(), IsEmpty());
    const auto at_edge = deliver("a", kEdge);
    deliver("a", kEdge + 1);
    EXPECT_THAT(riders(), ElementsAre(later, old));
    EXPECT_THAT(riders(kMost, kEdge + 1), ElementsAre(at_edge, later, old));
    EXPECT_THAT(riders(kMost, kEdge + 2), IsEmpty());
    EXPECT_THAT(riders(1), ElementsAre(later));
}

TEST_F(ConversationsTest, MailOfNoConversationRidesWithNone) {
    deliver("", 10);
    deliver("", kEdge);
    EXPECT_THAT(riders(), IsEmpty());
}

TEST_F(ConversationsTest, AConversationIsOneInEachFolder) {
    const auto old = deliver("a", 10);
    deliver("a", kEdge, Role::kSent);
    EXPECT_THAT(riders(), IsEmpty());
    const auto sent = folder(*account_, Role::kSent);
    const auto inbox = folder(*account_, Role::kInbox);
    ASSERT_TRUE(account_->write([&](Change& change) -> Result<bool> {
        return change.move_item(sent, 1, inbox).has_value();
    }));
    EXPECT_THAT(riders(), ElementsAre(old));
}

TEST_F(ConversationsTest, NoRiderIsLeftWhenTheLastInsideGoes) {
    deliver("a", 10);
    const auto inside = deliver("a", kEdge);
    EXPECT_THAT(riders(), SizeIs(1));
    const auto inbox = folder(*account_, Role::kInbox);
    ASSERT_TRUE(account_->write(
        [&](Change& change) -> Result<bool> { return change.remove_item(inbox, inside); }));
    EXPECT_THAT(riders(), IsEmpty());
    EXPECT_THAT(*objects({"a"}), ElementsAre(1));
    EXPECT_THAT(differences(), IsEmpty());
}

TEST_F(ConversationsTest, MailFromAnotherAccountIsOfTheSameConversation) {
    const auto sender = add("u2@example.org");
    const auto old = deliver("a", 10);
    ASSERT_TRUE(sender->write([&](Change& change) -> Result<bool> {
        Intent intent;
        intent.target = account_->id();
        intent.object = change.add_object(index_mail("References: <a>\r\n\r\nText\r\n"));
        change.add_intent(intent);
        return true;
    }));
    store_->carry_out_due();
    EXPECT_THAT(items(*account_), SizeIs(2));
    EXPECT_THAT(*objects({"a"}), SizeIs(2));
    EXPECT_THAT(riders(), ElementsAre(old));
}

TEST_F(ConversationsTest, TheObjectsOfSomeAreNamedUpToALimit) {
    for (const auto* root : {"a", "b", "", "a", "c"}) {
        deliver(root, 10);
    }
    EXPECT_THAT(*objects({"a"}), ElementsAre(1, 4));
    EXPECT_THAT(*objects({"a", "c"}), ElementsAre(1, 4, 5));
    EXPECT_THAT(*objects({"d"}), IsEmpty());
    EXPECT_EQ(objects({"a", "c"}, 2), std::nullopt);
}

TEST_F(ConversationsTest, MailOfBeforeTheIndexIsPutIntoItTheNewestFirst) {
    const auto old = deliver("a", 10);
    deliver("", 20);
    deliver("a", kEdge);
    forget_all();
    EXPECT_THAT(riders(), IsEmpty());
    EXPECT_THAT(*objects({"b"}), ElementsAre(1, 2, 3)) << "they may be of any";
    EXPECT_THAT(differences(), IsEmpty()) << "upkeep has not come to them yet";

    EXPECT_EQ(derive(2), 2);
    EXPECT_THAT(*objects({"b"}), ElementsAre(1));
    EXPECT_EQ(derive(2), 1);
    EXPECT_THAT(riders(), ElementsAre(old));
    EXPECT_THAT(*objects({"b"}), IsEmpty());
    EXPECT_EQ(derive(2), 0);
    EXPECT_THAT(differences(), IsEmpty());
}

TEST_F(ConversationsTest, UpkeepBringsThemAll) {
    for (int i = 0; i < 3; ++i) {
        deliver("a", 10);
    }
    forget_all();
    ASSERT_TRUE(keep_up(*account_, clock_, {}));
    EXPECT_THAT(*objects({"a"}), ElementsAre(1, 2, 3));
    EXPECT_THAT(*objects({"b"}), IsEmpty());
}

TEST_F(ConversationsTest, AWrongOneIsFoundAndPutRight) {
    deliver("a", 10);
    run_sql("UPDATE object_conversation SET conversation = 5");
    const auto wrong = "object 1 has another conversation than the message has";
    EXPECT_THAT(differences(), ElementsAre(wrong));
    EXPECT_THAT(differences(true), ElementsAre(wrong));
    EXPECT_THAT(*objects({"a"}), ElementsAre(1));
    run_sql("DELETE FROM object_conversation");
    EXPECT_THAT(differences(true), ElementsAre(wrong));
    EXPECT_THAT(*objects({"a"}), ElementsAre(1));
}

TEST_F(ConversationsTest, OneOfNoObjectIsFoundAndRemoved) {
    run_sql("INSERT INTO object_conversation(account, id, conversation) VALUES(1, 77, 5)");
    const auto stray = "object 77 is not there, and its place in conversation 5 is";
    EXPECT_THAT(differences(true), ElementsAre(stray));
    EXPECT_THAT(differences(), IsEmpty());
}

}  // namespace
}  // namespace syncgate::store

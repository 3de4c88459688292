#include "protocols/activesync/commands/move_items.h"

#include "protocols/activesync/sync/server_id.h"
#include "tests/unit/protocols/activesync/commands/device_fixture.h"

namespace syncgate::activesync {
namespace {

namespace page = wbxml::move;

class MoveItemsTest : public DeviceTest {
  protected:
    void SetUp() override {
        DeviceTest::SetUp();
        trash_ = folder(*account_, Role::kTrash);
    }
    std::string move(const std::string& item, const std::string& from, const std::string& to) {
        Element root(page::kMoveItems);
        Element& asked = root.add(page::kMove);
        asked.add(page::kSrcMsgId, item);
        asked.add(page::kSrcFldId, from);
        asked.add(page::kDstFldId, to);
        return ask("MoveItems", root);
    }
    [[nodiscard]] std::string inbox() const { return std::to_string(inbox_); }
    [[nodiscard]] std::string trash() const { return std::to_string(trash_); }

    CollectionId trash_ = 0;
};

TEST_F(MoveItemsTest, AnswersARepeatedMoveAsTheFirst) {
    const auto item = to_server_id(ItemId{inbox_, deliver(inbox_, "m")});
    const auto answer = move(item, inbox(), trash());
    EXPECT_EQ(first(answer, "Status"), "3");
    const auto there = items(*account_, Role::kTrash);
    ASSERT_EQ(there.size(), 1U);
    EXPECT_EQ(first(answer, "DstMsgId"), to_server_id(ItemId{trash_, there[0].uid}));
    EXPECT_EQ(move(item, inbox(), trash()), answer);
    EXPECT_EQ(items(*account_, Role::kTrash).size(), 1U);
    EXPECT_TRUE(items(*account_, Role::kInbox).empty());
}

TEST_F(MoveItemsTest, DoesNotTakeAMoveElsewhereForARepetition) {
    const auto item = to_server_id(ItemId{inbox_, deliver(inbox_, "m")});
    move(item, inbox(), trash());
    const auto other = std::to_string(add_folder("other"));
    EXPECT_EQ(first(move(item, inbox(), other), "Status"), "1");
}

TEST_F(MoveItemsTest, TellsWhyItCanNot) {
    const auto item = to_server_id(ItemId{inbox_, deliver(inbox_, "m")});
    EXPECT_EQ(first(move(inbox() + ":4711", inbox(), trash()), "Status"), "1");
    EXPECT_EQ(first(move("nonsense", inbox(), trash()), "Status"), "1");
    EXPECT_EQ(first(move(item, trash(), inbox()), "Status"), "1");
    EXPECT_EQ(first(move(item, inbox(), "4711"), "Status"), "2");
    EXPECT_EQ(first(move(item, inbox(), inbox()), "Status"), "4");
    EXPECT_EQ(items(*account_).size(), 1U);
}

}  // namespace
}  // namespace syncgate::activesync

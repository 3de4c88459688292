// Commands whose answers are lost, one story each; the random world tells all others.
#include "protocols/activesync/sync/execute.h"

#include <gtest/gtest.h>

#include "tests/unit/protocols/activesync/sync/model_server.h"

namespace syncgate::activesync::model_world {
namespace {

constexpr Where kPlace{1, 0};

class ExecuteTest : public testing::Test {
  protected:
    void SetUp() override {
        device_.apply(ask({}), 100);
        device_.apply(ask({}), 100);
    }

    SyncAnswer ask(const std::vector<Edit>& edits, bool server_wins = true) {
        SyncAsked asked;
        asked.key = device_.key;
        asked.edits = edits;
        asked.server_wins = server_wins;
        return server_.sync(kPlace, asked);
    }
    // The answer is read and checked.
    SyncAnswer read(const std::vector<Edit>& edits, bool server_wins = true) {
        SyncAnswer answer = ask(edits, server_wins);
        device_.apply(answer, 100);
        return answer;
    }

    Edit add(long client_id, long text) {
        Edit edit;
        edit.kind = CommandKind::kAdd;
        edit.op = ++ops_;
        edit.client_id = client_id;
        edit.content = {0, text, 0};
        return edit;
    }
    Edit change(Uid uid, Field field, long value) {
        Edit edit;
        edit.op = ++ops_;
        edit.uid = uid;
        edit.field = field;
        edit.value = value;
        return edit;
    }
    Edit remove(Uid uid) {
        Edit edit;
        edit.kind = CommandKind::kDelete;
        edit.op = ++ops_;
        edit.uid = uid;
        return edit;
    }
    Uid others_add(long text) {
        server_.begin_write();
        return collection().add({0, text, 0}, 0);
    }
    void others_change(Uid uid, Field field, long value) {
        server_.begin_write();
        collection().change(uid, field, value, 0);
    }
    ModelCollection& collection() { return *server_.collections()[0]; }

    ModelServer server_{{ItemClass::kContact}};
    ModelDevice device_;
    long ops_ = 0;
};

TEST_F(ExecuteTest, AnAddAskedTwiceMakesOneItem) {
    const Edit edit = add(1, 10);
    ask({edit});  // lost
    const auto answer = read({edit});
    EXPECT_EQ(answer.responses[0].outcome.status, 1);
    EXPECT_TRUE(answer.commands.empty());
    EXPECT_EQ(collection().rows().size(), 1U);
}

TEST_F(ExecuteTest, AnAddUnderAnotherClientIdWithTheSameTextMakesOneItem) {
    Edit edit = add(1, 10);
    ask({edit});  // lost
    edit.client_id = 2;
    read({edit});
    EXPECT_EQ(collection().rows().size(), 1U);
}

TEST_F(ExecuteTest, TwoAddsOfTheSameTextMakeTwoItems) {
    const Edit one = add(1, 10);
    const Edit two = add(2, 10);
    ask({one, two});  // lost
    read({one, two});
    EXPECT_EQ(collection().rows().size(), 2U);
    EXPECT_EQ(device_.items.size(), 2U);
}

TEST_F(ExecuteTest, AnAddThatCameAsAnAddMeanwhileGetsANewId) {
    const Edit edit = add(1, 10);
    ask({edit});  // lost
    const auto came = read({});
    ASSERT_EQ(came.commands.size(), 1U);
    const auto answer = read({edit});
    EXPECT_NE(answer.responses[0].outcome.uid, came.commands[0].uid);
    ASSERT_EQ(answer.commands.size(), 1U);
    EXPECT_EQ(answer.commands[0].type, CommandType::kDelete);
    EXPECT_EQ(collection().rows().size(), 1U);
}

// The text that the user wrote since is told to be the server's only if it is.
TEST_F(ExecuteTest, AnAddEditedBetweenLostAnswersEndsWithTheServersText) {
    Edit edit = add(1, 10);
    ask({edit});  // lost
    read({});     // comes as an Add
    edit.content.text = 11;
    ask({edit});  // lost
    read({});     // comes as an Add under its new id
    read({edit});
    ASSERT_EQ(device_.items.size(), 1U);
    EXPECT_EQ(device_.items.begin()->second, collection().rows().begin()->second.content);
}

TEST_F(ExecuteTest, AChangeAskedTwiceIsCarriedOutOnceAndIsNoConflict) {
    const Uid uid = others_add(1);
    read({});
    const Edit edit = change(uid, Field::kText, 2);
    ask({edit});  // lost
    const auto answer = read({edit});
    EXPECT_EQ(answer.responses[0].outcome.status, 1);
    EXPECT_TRUE(answer.commands.empty());
}

TEST_F(ExecuteTest, AnotherChangeAfterALostAnswerIsNoConflictWithTheFirst) {
    const Uid uid = others_add(1);
    read({});
    ask({change(uid, Field::kText, 2)});  // lost
    EXPECT_EQ(read({change(uid, Field::kText, 3)}).responses[0].outcome.status, 1);
    EXPECT_EQ(collection().rows().at(uid).content.text, 3);
}

TEST_F(ExecuteTest, AConflictIsLostWithServerWinsAndWonWithClientWins) {
    for (const bool server_wins : {true, false}) {
        const Uid uid = others_add(1);
        read({});
        others_change(uid, Field::kText, 5);
        const auto answer = read({change(uid, Field::kText, 6)}, server_wins);
        EXPECT_EQ(answer.responses[0].outcome.status, server_wins ? 7 : 1);
        EXPECT_EQ(collection().rows().at(uid).content.text, server_wins ? 5 : 6);
        EXPECT_EQ(device_.items.at(uid).text, server_wins ? 5 : 6);
    }
}

TEST_F(ExecuteTest, StatesThatMergeAreNoConflictAndBothArrive) {
    const Uid uid = others_add(1);
    read({});
    others_change(uid, Field::kText, 5);
    EXPECT_EQ(read({change(uid, Field::kState, 6)}).responses[0].outcome.status, 1);
    EXPECT_EQ(device_.items.at(uid), (Content{0, 5, 6}));
}

TEST_F(ExecuteTest, ADeleteThatLosesAConflictBringsTheItemBack) {
    const Uid uid = others_add(1);
    read({});
    others_change(uid, Field::kText, 5);
    EXPECT_EQ(read({remove(uid)}).responses[0].outcome.status, 7);
    EXPECT_EQ(device_.items.at(uid).text, 5);
}

TEST_F(ExecuteTest, ADeleteOfWhatIsGoneIsToldSoAndNothingElse) {
    const Uid uid = others_add(1);
    read({});
    server_.begin_write();
    collection().remove(uid);
    const auto answer = read({remove(uid)});
    EXPECT_EQ(answer.responses[0].outcome.status, 8);
    EXPECT_TRUE(answer.commands.empty());
}

TEST_F(ExecuteTest, ARefusedChangeSendsTheServersVersion) {
    const Uid uid = others_add(1);
    read({});
    Edit edit = change(uid, Field::kText, 2);
    edit.refused = true;
    const auto answer = read({edit});
    EXPECT_EQ(answer.responses[0].outcome.status, 6);
    EXPECT_EQ(device_.items.at(uid).text, 1);
}

TEST_F(ExecuteTest, ARefusedAddLeavesNothing) {
    Edit edit = add(1, 10);
    edit.refused = true;
    EXPECT_EQ(read({edit}).responses[0].outcome.status, 6);
    EXPECT_TRUE(collection().rows().empty());
    EXPECT_TRUE(device_.items.empty());
}

}  // namespace
}  // namespace syncgate::activesync::model_world

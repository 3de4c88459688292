#include "protocols/activesync/commands/search_candidates.h"

#include <gmock/gmock.h>

#include "formats/mime/conversation.h"
#include "tests/unit/store/store_fixture.h"

namespace syncgate::activesync {
namespace {

using testing::IsEmpty;

std::string show(std::string_view text) {
    const auto query = word_query_of(parse_search(text));
    if (!query) {
        return "all";
    }
    std::string out;
    for (const auto& keys : *query) {
        out += out.empty() ? "" : " | ";
        for (const auto& key : keys) {
            out += "[" + key.text + (key.beginning ? "*]" : "]");
        }
    }
    return out;
}

struct Row {
    std::string_view typed, asked;
};

constexpr Row kRows[] = {
    {"budget", "[budget*]"},
    {"\"next year\" plan", "[next][year][plan*]"},
    {"subject:plan OR from:jane", "[plan*] | [jane*]"},
    {"plan -draft", "[plan*]"},
    {"plan received>2026-01-01", "[plan*]"},
    {"日本語", "[日本][本語]"},
    {"p plan", "[plan*]"},  // most messages have a word of one letter's beginning
    {"\"p\"", "[p]"},
    {"語", "[語*]"},
    {"p", "all"},
    {"-draft", "all"},
    {"plan OR -draft", "all"},
    {"hasattachment:true", "all"},
    {"", "all"},
};

TEST(WordQuery, AsksForWhatMustBeThere) {
    for (const auto& row : kRows) {
        EXPECT_EQ(show(row.typed), row.asked) << row.typed;
    }
}

TEST(WordQuery, DecidesWhereWordsMayStandAnywhere) {
    const auto decides = [](std::string_view typed) {
        MailQuery query;
        query.terms = parse_search(typed);
        return index_decides(query);
    };
    for (const auto* typed : {"budget", "\"budget\"", "budget* plan", "plan OR budget"}) {
        EXPECT_TRUE(decides(typed)) << typed;
    }
    for (const auto* typed :
         {"subject:budget", "\"next year\"", "plan -draft", "plan hasattachment:true", "日本", "日",
          "plan OR from:jane", "p", "p plan", "abcdefghijklmnopqrstuvwxyz0123456789"}) {
        EXPECT_FALSE(decides(typed)) << typed;
    }
    MailQuery of_conversation;
    of_conversation.terms = parse_search("budget");
    of_conversation.conversation_ids = {"one"};
    EXPECT_FALSE(index_decides(of_conversation));
}

class CandidatesTest : public store::StoreTest {
  protected:
    void SetUp() override {
        StoreTest::SetUp();
        query_.terms = parse_search("apple");
        for (const auto role : {Role::kInbox, Role::kSent, Role::kTrash}) {
            query_.folders.push_back(folder(*account_, role));
        }
        for (int i = 0; i < 60; ++i) {
            const std::string message =
                i % 2 == 0 ? "Subject: apple\r\n\r\n" : "Subject: pear\r\n\r\n";
            ASSERT_TRUE(store::deliver(
                *account_, clock_,
                {.message = message,
                 .collection = query_.folders[static_cast<std::size_t>(i % 3)],
                 .received = kFirst + (i * 7) % 20}));  // several in a second, in no order
        }
    }

    using ItemPlace = std::pair<CollectionId, Uid>;

    // Those that fit, in the order in which they are looked at.
    std::vector<ItemPlace> found(CandidateLimits limits) {
        return *account_->read(
            [&](const store::Snapshot& snapshot) -> Result<std::vector<ItemPlace>> {
                std::vector<ItemPlace> places;
                const auto candidates = candidates_of(snapshot, query_, limits);
                while (const auto next = candidates->next()) {
                    const auto envelope =
                        mime::decode_envelope(snapshot.object(next->place.object)->envelope);
                    if (envelope->subject == "apple") {
                        places.push_back({next->place.collection, next->place.position.uid});
                        decided_ += next->fits ? 1 : 0;
                    } else {
                        EXPECT_FALSE(next->fits);
                    }
                }
                return places;
            });
    }
    // How many of all that were found the index alone has decided.
    int decided_ = 0;

    void expect_the_same() {
        const auto walked = found({.named = 0});
        EXPECT_EQ(found({}), walked);
        EXPECT_EQ(found({.looked_up = 0}), walked);
        walked_ = walked.size();
    }

    static constexpr UnixSeconds kFirst = store::kNow - 100;
    MailQuery query_;
    std::size_t walked_ = 0;
};

TEST_F(CandidatesTest, AreTheSameHoweverTheyAreFound) {
    expect_the_same();
    EXPECT_EQ(walked_, 30U);
    EXPECT_EQ(decided_, 0);
    store_->index_words({});
    expect_the_same();
    EXPECT_EQ(walked_, 30U);
    EXPECT_EQ(decided_, 60);  // looked up, and on a walk
}

TEST_F(CandidatesTest, KeepToTheTimeAndTheFolders) {
    store_->index_words({});
    query_.after = kFirst + 3;
    query_.before = kFirst + 12;
    query_.folders.pop_back();
    expect_the_same();
    EXPECT_GT(walked_, 0U);
    EXPECT_LT(walked_, 20U);
    query_.folders.clear();
    EXPECT_THAT(found({}), IsEmpty());
}

TEST_F(CandidatesTest, OfAConversationAreItsMessagesAlone) {
    for (int i = 0; i < 6; ++i) {
        const std::string root = i % 2 == 0 ? "<one@example.org>" : "<two@example.org>";
        ASSERT_TRUE(
            store::deliver(*account_, clock_,
                           {.message = "Subject: apple\r\nReferences: " + root + "\r\n\r\n",
                            .collection = query_.folders[static_cast<std::size_t>(i % 3)]}));
    }
    mime::Envelope one, two;
    one.references = {"one@example.org"};
    two.references = {"two@example.org"};
    query_.terms.clear();
    query_.conversation_ids = {mime::conversation_id(one)};
    EXPECT_EQ(found({}).size(), 3U);
    EXPECT_EQ(found({.looked_up = 0}), found({}));
    query_.conversation_ids.push_back(mime::conversation_id(two));
    EXPECT_EQ(found({}).size(), 6U);
    EXPECT_EQ(found({.named = 5}).size(), 36U) << "the index is no help: all that is there";
    EXPECT_EQ(decided_, 0) << "the message itself has the last word";
}

}  // namespace
}  // namespace syncgate::activesync

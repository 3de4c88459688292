#include "protocols/activesync/commands/search_candidates.h"

#include <gmock/gmock.h>

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
                        mime::decode_envelope(snapshot.object(next->object)->envelope);
                    if (envelope->subject == "apple") {
                        places.push_back({next->collection, next->position.uid});
                    }
                }
                return places;
            });
    }
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
    store_->index_words({});
    expect_the_same();
    EXPECT_EQ(walked_, 30U);
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

}  // namespace
}  // namespace syncgate::activesync

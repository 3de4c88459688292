// Mail below the window's edge that is on a device for its conversation. SyncWorld holds the rules
// against all that can happen; here stands what a user notices.
#include <gmock/gmock.h>

#include "protocols/activesync/sync/respond.h"
#include "tests/unit/protocols/activesync/sync/forwarding_view.h"
#include "tests/unit/protocols/activesync/sync/memory_collection.h"

namespace syncgate::activesync {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::int64_t kEdge = 1000;

// Writes down "+2" for Add, "~2" for Change, "-2" for Delete, "/2" for SoftDelete.
class Written final : public Page {
  public:
    explicit Written(int window) : window_(window) {}
    [[nodiscard]] int room() const override { return window_ - static_cast<int>(said.size()); }
    void put(CommandType type, Uid uid, const Item*, Modseq) override {
        constexpr std::string_view kSigns = "+~-/";
        said.push_back(kSigns[static_cast<std::size_t>(type)] + std::to_string(uid));
    }
    std::vector<std::string> said;

  private:
    int window_;
};

// Counts how often the riders are looked for.
class Watched final : public ForwardingView {
  public:
    using ForwardingView::ForwardingView;
    [[nodiscard]] std::vector<Item> riders(std::int64_t edge, int limit) const override {
        ++looks;
        return ForwardingView::riders(edge, limit);
    }
    mutable int looks = 0;
};

class RidersTest : public testing::Test {
  protected:
    Uid add(std::int64_t conversation, std::int64_t key) {
        ++modseq_;
        return mail_.add({0, conversation, key});
    }
    void mark_read(Uid uid) {
        ++modseq_;
        Shown shown = mail_.shown(uid);
        ++shown.state;
        mail_.change(uid, shown);
    }
    void remove(Uid uid) {
        ++modseq_;
        mail_.remove(uid);
    }
    // One answer.
    std::vector<std::string> sync(Window window = {kEdge, true}, int size = 10'000) {
        Written page(size);
        more_ = !respond(point_, view_, window, page);
        return page.said;
    }
    bool wakes(Window window = {kEdge, true}) { return has_anything(point_, view_, window); }

    Modseq modseq_ = 1;
    MemoryCollection mail_{ItemClass::kMail, modseq_};
    Watched view_{mail_};
    SyncPoint point_ = SyncPoint::initial(modseq_);
    bool more_ = false;
};

TEST_F(RidersTest, ComeAfterWhatIsInTheWindowTheNewestFirst) {
    add(1, 10);
    add(2, 20);
    add(1, 30);
    add(1, kEdge);
    add(3, kEdge + 1);
    EXPECT_EQ(count_commands(point_, view_, {kEdge, true}, 100), 4);
    EXPECT_EQ(count_commands(point_, view_, {kEdge}, 100), 2);
    EXPECT_THAT(sync(), ElementsAre("+5", "+4", "+3", "+1"));
    EXPECT_FALSE(more_);
}

TEST_F(RidersTest, ANewReplyBringsTheOldMessagesOfItsConversation) {
    add(1, 10);
    add(2, 20);
    EXPECT_THAT(sync(), IsEmpty());
    add(1, kEdge + 5);
    EXPECT_TRUE(wakes());
    EXPECT_THAT(sync(), ElementsAre("+3", "+1"));
}

TEST_F(RidersTest, LeaveWithTheLastOfTheirConversationThatIsInside) {
    add(1, 10);
    add(1, kEdge);
    const auto last = add(1, kEdge + 1);
    sync();
    remove(last);
    EXPECT_THAT(sync(), ElementsAre("-3"));
    remove(2);
    EXPECT_TRUE(wakes());
    EXPECT_THAT(sync(), ElementsAre("/1", "-2"));
    EXPECT_TRUE(point_.own.empty());
}

TEST_F(RidersTest, StayWhereTheyAreWhenTheEdgePassesThem) {
    add(1, 10);
    add(2, 15);
    add(1, 50);
    sync({5, true});
    mark_read(1);
    EXPECT_THAT(sync({20, true}), ElementsAre("~1", "/2"));
    EXPECT_FALSE(more_);
    EXPECT_FALSE(wakes({20, true}));
    EXPECT_THAT(sync({60, true}), ElementsAre("/1", "/3"));
}

TEST_F(RidersTest, AreToldOfTheirChangesAndDepartures) {
    add(1, 10);
    add(1, 20);
    add(1, kEdge);
    sync();
    EXPECT_FALSE(wakes());
    mark_read(1);
    EXPECT_TRUE(wakes());
    remove(2);
    EXPECT_THAT(sync(), ElementsAre("~1", "-2"));
    EXPECT_FALSE(wakes());
}

TEST_F(RidersTest, GoWhenConversationsAreNotWantedAnyMore) {
    add(1, 10);
    add(1, kEdge);
    sync();
    EXPECT_THAT(sync({kEdge}), ElementsAre("/1"));
    EXPECT_EQ(point_.riders, 0U);
    EXPECT_THAT(sync(), ElementsAre("+1"));
}

TEST_F(RidersTest, BecomeOrdinaryWhenTheWindowWidensOverThem) {
    add(1, 10);
    add(1, kEdge);
    sync();
    EXPECT_THAT(sync({5, true}), IsEmpty());
    EXPECT_TRUE(point_.own.empty());
}

TEST_F(RidersTest, AreAThousandAtMostTheNewest) {
    for (int i = 0; i < kMaxRiders + 2; ++i) {
        add(1, i % 2 == 0 ? i : 0);
    }
    add(1, 7);
    add(1, kEdge + 2000);
    EXPECT_EQ(sync({kEdge + 2000, true}).size(), kMaxRiders + 1U);
    EXPECT_EQ(point_.riders, static_cast<std::size_t>(kMaxRiders));
    add(1, kEdge);
    const auto said = sync({kEdge + 2000, true});
    EXPECT_EQ(said.size(), 2U) << "one takes the place of the oldest";
    EXPECT_EQ(said.back(), "+1005");
    EXPECT_FALSE(wakes({kEdge + 2000, true}));
}

TEST_F(RidersTest, AreNotLookedForWhileNothingHappens) {
    add(1, 10);
    add(1, kEdge);
    sync();
    view_.looks = 0;
    EXPECT_FALSE(wakes());
    ++modseq_;  // in another collection
    EXPECT_THAT(sync(), IsEmpty());
    EXPECT_EQ(point_.m, (Cursor{modseq_, kMaxUid})) << "compaction must not wait for it";
    EXPECT_EQ(view_.looks, 0);
    EXPECT_THAT(sync({kEdge}), ElementsAre("/1"));
    EXPECT_EQ(view_.looks, 0) << "without conversations there is nothing to look for";
}

TEST_F(RidersTest, AreNotLookedForWhereNothingIsBelowTheWindow) {
    add(1, 10);
    add(1, kEdge);
    EXPECT_THAT(sync({kMinKey, true}), ElementsAre("+2", "+1"));
    EXPECT_EQ(view_.looks, 0);
}

TEST_F(RidersTest, ThatDidNotFitComeWithTheNextAnswer) {
    add(1, 10);
    add(1, 20);
    add(1, kEdge);
    EXPECT_THAT(sync({kEdge, true}, 2), ElementsAre("+3", "+2"));
    EXPECT_TRUE(more_);
    EXPECT_TRUE(wakes());
    EXPECT_THAT(sync({kEdge, true}, 2), ElementsAre("+1"));
    EXPECT_FALSE(more_);
}

TEST_F(RidersTest, OneThatTheDeviceCouldNotDeleteComesBack) {
    add(1, 10);
    add(1, kEdge);
    sync();
    point_.own[1] = {false, 0, true};  // its Delete was refused
    EXPECT_TRUE(wakes());
    EXPECT_THAT(sync(), ElementsAre("+1"));
    EXPECT_FALSE(wakes());
}

}  // namespace
}  // namespace syncgate::activesync

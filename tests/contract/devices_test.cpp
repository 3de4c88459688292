// Devices, their lines and what is remembered for them; tags; the counters that never go back.
#include <set>

#include <gmock/gmock.h>

#include "tests/unit/store/store_fixture.h"

namespace syncgate::store {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

class DevicesTest : public StoreTest {
  protected:
    template <class F>
    auto note(F f) {
        auto done = account_->note(
            [&](Note& note) -> Result<std::invoke_result_t<F, Note&>> { return f(note); });
        EXPECT_TRUE(done) << done.error().detail;
        return *std::move(done);
    }
    Device device(std::string_view id) {
        return note([&](Note& note) { return note.ensure_device(id, "Phone"); });
    }
    Line line(DeviceNumber number, CollectionId collection) {
        return note([&](Note& note) { return note.line(number, collection); });
    }
};

TEST_F(DevicesTest, AreMadeOnceAndComeBackAsTheyWereWritten) {
    Device one = device("D1");
    EXPECT_EQ(one.first_seen, kNow);
    EXPECT_EQ(device("D1").number, one.number);
    EXPECT_NE(device("d1").number, one.number);  // an id is opaque
    one.user_agent = "Agent/1";
    one.version = "16.1";
    one.policy_key = 4'294'967'295U;
    one.policy_key_sent = 2'147'483'648U;
    one.last_seen = kNow + 5;
    one.information = "Model=X\nOS=Y";
    one.access = Access::kBlock;
    one.standing = Access::kQuarantine;
    one.wipe = Wipe::kAccountPending;
    one.policy = 9'000'000'000'000'000'000;
    one.policy_sent = 7;
    one.policy_at = kNow - 1;
    one.policy_outcome = 2;
    one.recovery_password = "geheim ä";
    one.trace_until = kNow + 60;
    one.ping = std::string("\0\x01\xff", 3);
    note([&](Note& n) {
        n.update_device(one);
        return true;
    });
    const auto kept = device("D1");
    EXPECT_EQ(kept.user_agent, one.user_agent);
    EXPECT_EQ(kept.policy_key, one.policy_key);
    EXPECT_EQ(kept.policy_key_sent, one.policy_key_sent);
    EXPECT_EQ(kept.information, one.information);
    EXPECT_EQ(kept.access, Access::kBlock);
    EXPECT_EQ(kept.standing, Access::kQuarantine);
    EXPECT_EQ(kept.wipe, Wipe::kAccountPending);
    EXPECT_EQ(kept.policy, one.policy);
    EXPECT_EQ(kept.policy_sent, 7);
    EXPECT_EQ(kept.policy_at, kNow - 1);
    EXPECT_EQ(kept.policy_outcome, 2);
    EXPECT_EQ(kept.recovery_password, one.recovery_password);
    EXPECT_EQ(kept.ping, one.ping);
    EXPECT_EQ(kept.last_seen, one.last_seen);
    EXPECT_EQ(kept.trace_until, one.trace_until);
    EXPECT_EQ(kept.version, one.version);
    EXPECT_THAT(note([](Note& n) { return n.devices(); }), SizeIs(2));
}

TEST_F(DevicesTest, ALineIsWrittenAsItStands) {
    const auto one = device("D1").number;
    Line written;
    written.options = std::string("\0opt\xff", 5);
    for (const std::int64_t key : {3, 1, 2}) {
        written.points.push_back(
            {key, {key, kMaxUid}, {key, 2}, {kMinKey, 0}, std::string("\0rest", 5)});
    }
    written.confirmed = 2;
    note([&](Note& n) { return n.save_line(one, 7, written) && n.save_line(one, 8, written); });
    auto kept = line(one, 7);
    ASSERT_THAT(kept.points, SizeIs(3));
    EXPECT_EQ(kept.points[0].key, 1);  // ascending
    EXPECT_EQ(kept.points[2].m, (Cursor{3, kMaxUid}));
    EXPECT_EQ(kept.points[2].bound, (Position{kMinKey, 0}));
    EXPECT_EQ(kept.points[2].rest, written.points[0].rest);
    EXPECT_EQ(kept.options, written.options);
    EXPECT_EQ(kept.confirmed, 2);

    written.points = {{9, {}, {}, {}, "new"}};
    EXPECT_FALSE(note([&](Note& n) { return n.save_line(one, 7, written); }));  // another did
    EXPECT_THAT(line(one, 7).points, SizeIs(3));
    written.version = kept.version;
    EXPECT_TRUE(note([&](Note& n) {
        n.drop_line(one, 8);
        return n.save_line(one, 7, written);
    }));
    EXPECT_FALSE(note([&](Note& n) { return n.save_line(one, 7, written); }));
    kept = line(one, 7);
    ASSERT_THAT(kept.points, SizeIs(1));  // those not named were dropped
    EXPECT_EQ(kept.points[0].rest, "new");
    EXPECT_THAT(line(one, 8).points, IsEmpty());
}

TEST_F(DevicesTest, ThatGoTakeAllOfTheirsAndNothingElse) {
    const auto one = device("D1").number;
    const auto two = device("D2").number;
    note([&](Note& n) {
        for (const auto number : {one, two}) {
            Line with_point;
            with_point.points = {{1, {}, {}, {}, ""}};
            EXPECT_TRUE(n.save_line(number, 7, with_point));
            EXPECT_TRUE(n.save_hierarchy(number, {}, {{1, {{7, 1}}, 1, 1}}));
            n.remember(number, "send", "k", "200", kNow + 100);
        }
        n.remove_device(one);
        return true;
    });
    EXPECT_FALSE(note([](Note& n) { return n.device("D1").has_value(); }));
    EXPECT_THAT(line(one, 7).points, IsEmpty());
    EXPECT_THAT(note([&](Note& n) { return n.hierarchy(one); }), IsEmpty());
    EXPECT_FALSE(note([&](Note& n) { return n.remembered(one, "send", "k").has_value(); }));
    EXPECT_THAT(line(two, 7).points, SizeIs(1));
    EXPECT_THAT(note([&](Note& n) { return n.hierarchy(two); }), SizeIs(1));
    EXPECT_NE(device("D1").number, one);
}

TEST_F(DevicesTest, WhatOneWasSentIsForgottenWithoutWhatItAskedFor) {
    const auto one = device("D1").number;
    const auto two = device("D2").number;
    Line old;
    note([&](Note& n) {
        for (const auto number : {one, two}) {
            Line with_point;
            with_point.points = {{1, {}, {}, {}, ""}};
            EXPECT_TRUE(n.save_line(number, 7, with_point));
            EXPECT_TRUE(n.save_hierarchy(number, {}, {{1, {{7, 1}}, 1, 1}}));
            n.remember(number, "send", "k", "200", kNow + 100);
        }
        old = n.line(one, 7);
        n.forget_what_was_sent(one);
        return true;
    });
    EXPECT_EQ(device("D1").number, one);
    EXPECT_THAT(line(one, 7).points, IsEmpty());
    EXPECT_THAT(note([&](Note& n) { return n.hierarchy(one); }), IsEmpty());
    EXPECT_TRUE(note([&](Note& n) { return n.remembered(one, "send", "k").has_value(); }));
    EXPECT_THAT(line(two, 7).points, SizeIs(1));
    EXPECT_THAT(note([&](Note& n) { return n.hierarchy(two); }), SizeIs(1));
    EXPECT_FALSE(note([&](Note& n) { return n.save_line(one, 7, old); })) << "of before";
}

TEST_F(DevicesTest, WhatIsRememberedIsTheLastWordUntilItsTime) {
    note([](Note& n) {
        n.remember(1, "send", "k", "first", kNow + 10);
        n.remember(1, "send", "k", "second", kNow + 20);
        return true;
    });
    const auto remembered = [&](DeviceNumber number, std::string_view kind, std::string_view key) {
        return note([&](Note& n) { return n.remembered(number, kind, key); });
    };
    clock_.advance(19);
    EXPECT_EQ(remembered(1, "send", "k"), "second");
    EXPECT_EQ(remembered(2, "send", "k"), std::nullopt);
    EXPECT_EQ(remembered(1, "move", "k"), std::nullopt);
    EXPECT_EQ(remembered(1, "send", "K"), std::nullopt);
    clock_.advance(1);
    EXPECT_EQ(remembered(1, "send", "k"), std::nullopt);
}

TEST_F(DevicesTest, WhatADeviceWasRememberedForIsBounded) {
    const int before = Note::kRemembered + 3;
    for (int i = 0; i < before; ++i) {
        note([&](Note& n) {
            n.remember(1, "send", std::to_string(i), "200", kNow + 100 + i);
            return true;
        });
    }
    note([](Note& n) {
        n.remember(1, "move", "other", "", kNow + 100);
        n.remember(2, "send", "other", "", kNow + 100);
        return true;
    });
    note([](Note& n) {
        n.remember(1, "send", "one", "", kNow + 5000);
        n.remember(1, "send", "write", "", kNow + 5000);
        return true;
    });
    const auto has = [&](DeviceNumber number, std::string_view kind, const std::string& key) {
        return note([&](Note& n) { return n.remembered(number, kind, key).has_value(); });
    };
    EXPECT_FALSE(has(1, "send", "2"));
    for (int i = 3; i < before; ++i) {
        EXPECT_TRUE(has(1, "send", std::to_string(i))) << i;
    }
    EXPECT_TRUE(has(1, "send", "one"));
    EXPECT_TRUE(has(1, "send", "write"));
    EXPECT_TRUE(has(1, "move", "other"));
    EXPECT_TRUE(has(2, "send", "other"));
}

TEST_F(DevicesTest, AKeyComesOnceAlsoAfterOpeningAgain) {
    std::set<std::int64_t> keys;
    const auto take = [&] { keys.insert(note([](Note& n) { return n.next_key(); })); };
    take();
    take();
    const AccountId id = account_->id();
    open();
    account_ = *store_->account(id);
    take();
    EXPECT_THAT(keys, SizeIs(3));
}

TEST_F(DevicesTest, ANoteThatIsRefusedOrThrowsLeavesNothing) {
    ASSERT_FALSE(account_->note([](Note& n) -> Result<int> {
        n.ensure_device("D1", "Phone");
        return Error{ErrorCode::kForbidden, "no"};
    }));
    EXPECT_THROW((void)account_->note([](Note& n) -> Result<int> {
        n.ensure_device("D1", "Phone");
        throw std::runtime_error("mine");
    }),
                 std::runtime_error);
    EXPECT_THAT(note([](Note& n) { return n.devices(); }), IsEmpty());
}

}  // namespace
}  // namespace syncgate::store

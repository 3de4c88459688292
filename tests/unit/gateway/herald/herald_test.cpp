#include "gateway/herald/herald.h"

#include <gmock/gmock.h>

#include "formats/webpush/message.h"
#include "protocols/dav/push.h"
#include "store/groups.h"
#include "tests/unit/store/store_fixture.h"

namespace syncgate::herald {
namespace {

using store::PushSubscription;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

// Says to each message what it is told to say, and writes down where it went.
class Service final : public PushTransport {
  public:
    Result<int> send(const PushMessage& message) override {
        sent.push_back(message);
        return says;
    }
    std::vector<std::string> resources() const {
        std::vector<std::string> all;
        for (const auto& each : sent) {
            all.push_back(each.resource);
        }
        return all;
    }
    Result<int> says = 201;
    std::vector<PushMessage> sent;
};

class HeraldTest : public store::StoreTest {
  protected:
    void SetUp() override {
        StoreTest::SetUp();
        book_ = write([](store::Change& change) {
            return change.by_role(ItemClass::kContact, Role::kDefault)->id;
        });
    }
    template <class F>
    CollectionId write(F f) {
        const auto done = account_->write(
            [&](store::Change& change) -> Result<CollectionId> { return f(change); });
        EXPECT_TRUE(done);
        return done ? *done : 0;
    }
    void add_card(std::string_view uid) {
        write([&](store::Change& change) {
            const std::string text =
                "BEGIN:VCARD\r\nVERSION:3.0\r\nUID:" + std::string(uid) + "\r\nEND:VCARD\r\n";
            store::NewItem item;
            item.object = change.add_object({text, {}, {}, {}, {}, 0});
            change.add_item(book_, item);
            return book_;
        });
    }
    std::string subscribe(std::string resource, AccountId account = 0) {
        PushSubscription one;
        one.account = account == 0 ? account_->id() : account;
        one.owner = account_->id();
        one.collection = book_;
        one.resource = std::move(resource);
        one.public_key = receiver_.public_bytes();
        one.secret = std::string(webpush::kSecretBytes, 's');
        one.expires = clock_.now() + 86'400;
        one.told = *account_->read([&](const store::Snapshot& snapshot) -> Result<Modseq> {
            return snapshot.collection(book_)->highest;
        });
        const auto id = store_->directory().push_subscriptions().add(one);
        EXPECT_TRUE(id);
        return id ? *id : "";
    }
    Herald& herald() {
        if (!herald_) {
            herald_ = std::make_unique<Herald>(Herald::Services{*store_, service_, clock_, log_},
                                               webpush::KeyPair::make(),
                                               Rules{"mailto:postmaster@example.org", {}, {}, 0});
        }
        return *herald_;
    }
    void tell() { herald().tell(account_->id(), book_); }
    std::vector<PushSubscription> subscriptions() {
        return *store_->directory().push_subscriptions().all();
    }

    CollectionId book_ = 0;
    webpush::KeyPair receiver_ = webpush::KeyPair::make();
    Service service_;
    std::unique_ptr<Herald> herald_;
};

TEST_F(HeraldTest, AChangeIsToldOnceToEachWhoHasYetToHearOfIt) {
    subscribe("https://push.example.net/a");
    tell();
    EXPECT_THAT(service_.sent, IsEmpty());
    add_card("1");
    add_card("2");
    subscribe("https://push.example.net/b");  // has seen both
    tell();
    tell();
    EXPECT_THAT(service_.resources(), ElementsAre("https://push.example.net/a"));
    add_card("3");
    tell();
    EXPECT_THAT(service_.sent, SizeIs(3));
}

TEST_F(HeraldTest, AMessageSaysWhoSendsItAndNothingElseInTheOpen) {
    subscribe("https://push.example.net:8443/a");
    add_card("1");
    tell();
    ASSERT_THAT(service_.sent, SizeIs(1));
    const auto& message = service_.sent.front();
    EXPECT_TRUE(message.authorization.ends_with(", k=" + herald().public_key()));
    EXPECT_EQ(message.topic, dav::push_topic(herald().public_key(), account_->id(), book_));
    EXPECT_EQ(message.body.find("push-message"), std::string::npos);
}

TEST_F(HeraldTest, ASubscriptionThatTheServiceKnowsNoMoreEnds) {
    for (const int status : {404, 410}) {
        subscribe("https://push.example.net/a");
        service_.says = status;
        add_card("1");
        tell();
        EXPECT_THAT(subscriptions(), IsEmpty()) << status;
    }
    EXPECT_EQ(herald().counters().ended, 2U);
}

TEST_F(HeraldTest, AServiceThatLeadsIntoTheHouseIsAskedOnce) {
    subscribe("https://push.example.net/a");
    service_.says = Error{ErrorCode::kForbidden, "no address that may be reached"};
    add_card("1");
    tell();
    EXPECT_THAT(subscriptions(), IsEmpty());
}

TEST_F(HeraldTest, WhatAServiceDidNotTakeIsStillToBeToldAndItsAccountIsLeftAlone) {
    for (const Result<int>& answer :
         {Result<int>(503), Result<int>(307), Result<int>(Error{ErrorCode::kUnavailable, "x"})}) {
        SCOPED_TRACE(answer ? *answer : 0);
        service_.says = answer;
        service_.sent.clear();
        herald_.reset();  // which forgets whom it leaves alone
        subscribe("https://push.example.net/a");
        subscribe("https://push.example.net/b");
        add_card("1");
        tell();
        tell();
        EXPECT_THAT(service_.sent, SizeIs(1));
        service_.says = 201;
        herald_.reset();
        tell();
        EXPECT_THAT(service_.sent, SizeIs(3));
    }
}

TEST_F(HeraldTest, ABookThatIsGoneIsToldOfOnce) {
    book_ = write([&](store::Change& change) {
        return *change.add_collection(ItemClass::kContact, 0, Role::kNone, "Friends");
    });
    subscribe("https://push.example.net/a");
    write([&](store::Change& change) {
        EXPECT_TRUE(change.remove_collection(book_));
        return book_;
    });
    tell();
    tell();
    EXPECT_THAT(service_.sent, SizeIs(1));
    EXPECT_THAT(subscriptions(), IsEmpty());
}

TEST_F(HeraldTest, WhoMaySeeABookNoMoreHearsNothingOfIt) {
    const auto other = store_->create_account("other@example.org", "hash");
    ASSERT_TRUE(other);
    auto& groups = store_->directory().groups();
    ASSERT_TRUE(groups.add_group("family"));
    ASSERT_TRUE(groups.join("family", account_->id()));
    ASSERT_TRUE(groups.join("family", *other));
    const store::Share share{account_->id(), book_, *other, "", store::Rights::kRead};
    ASSERT_TRUE(groups.share(share));
    subscribe("https://push.example.net/a", *other);
    add_card("1");
    tell();
    EXPECT_THAT(service_.sent, SizeIs(1));
    ASSERT_TRUE(groups.unshare(share));
    add_card("2");
    tell();
    EXPECT_THAT(service_.sent, SizeIs(1));
    EXPECT_THAT(subscriptions(), IsEmpty());
}

TEST_F(HeraldTest, ADisabledAccountIsToldNothing) {
    subscribe("https://push.example.net/a");
    ASSERT_TRUE(store_->directory().set_enabled(account_->id(), false));
    add_card("1");
    tell();
    EXPECT_THAT(service_.sent, IsEmpty());
}

}  // namespace
}  // namespace syncgate::herald

// Versions that lost: kept, listed, recovered, forgotten.
#include <functional>

#include <gmock/gmock.h>

#include "tests/unit/store/store_fixture.h"

namespace syncgate::store {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

constexpr UnixSeconds kDay = 86'400;

class VersionsTest : public StoreTest {
  protected:
    void SetUp() override {
        StoreTest::SetUp();
        write([&](Change& change) {
            book_ = *change.add_collection(ItemClass::kContact, 0, Role::kNone, "Book");
            NewItem item;
            item.object = change.add_object(text_of("FN:Server"));
            item.name = "one.vcf";
            item.native_uid = "one";
            item.keywords = "Friends";
            uid_ = change.add_item(book_, item);
        });
    }
    static NewObject text_of(std::string_view text) {
        NewObject object;
        object.bytes = text;
        return object;
    }
    void write(const std::function<void(Change&)>& f) {
        ASSERT_TRUE(account_->write([&](Change& change) -> Result<bool> {
            f(change);
            return true;
        }));
    }
    // What a change by a device that wins does.
    void overwrite(std::string_view text) {
        write([&](Change& change) {
            change.keep_version(*change.item(book_, uid_), Loss::kOverwritten, 7);
            change.set_object(book_, uid_, change.add_object(text_of(text)), 0);
        });
    }
    std::vector<KeptVersion> kept() {
        auto found = account_->read([](const Snapshot& s) -> Result<std::vector<KeptVersion>> {
            return s.kept_versions();
        });
        EXPECT_TRUE(found);
        return *found;
    }
    std::vector<std::string> kept_texts() {
        std::vector<std::string> texts;
        for (const auto& version : kept()) {
            texts.push_back(bytes(*account_, version.item.object));
        }
        return texts;
    }
    std::vector<Item> in(CollectionId collection) {
        return *account_->read([&](const Snapshot& snapshot) -> Result<std::vector<Item>> {
            return snapshot.items(collection, 0, 100);
        });
    }
    Result<ItemPlace> recover(std::int64_t id) {
        return account_->write(
            [&](Change& change) -> Result<ItemPlace> { return change.recover_version(id); });
    }
    std::int64_t bytes_used() {
        return account_->read([](const Snapshot& s) -> Result<Usage> { return s.usage(); })->bytes;
    }

    CollectionId book_ = 0;
    Uid uid_ = 0;
};

TEST_F(VersionsTest, WhatAnItemWasIsKeptWhenItIsOverwritten) {
    overwrite("FN:Phone");
    EXPECT_EQ(bytes(*account_, in(book_)[0].object), "FN:Phone");
    ASSERT_THAT(kept_texts(), ElementsAre("FN:Server"));
    const auto version = kept()[0];
    EXPECT_EQ(version.item_class, ItemClass::kContact);
    EXPECT_EQ(version.item.uid, uid_);
    EXPECT_EQ(version.loss, Loss::kOverwritten);
    EXPECT_EQ(version.device, 7);
    EXPECT_EQ(version.kept, kNow);
}

TEST_F(VersionsTest, ARefusedTextIsKeptAndTheItemStays) {
    const Modseq before = in(book_)[0].modseq;
    write([&](Change& change) {
        change.keep_refused(*change.item(book_, uid_), text_of("FN:Phone"), 7);
    });
    EXPECT_EQ(in(book_)[0].modseq, before);
    EXPECT_THAT(kept_texts(), ElementsAre("FN:Phone"));
    EXPECT_EQ(kept()[0].loss, Loss::kRefused);
}

TEST_F(VersionsTest, ARefusedTextIsKeptBeyondTheQuota) {
    ASSERT_TRUE(account_->note([](Note& note) -> Result<bool> {
        note.set_quota(1, 1);
        return true;
    }));
    write([&](Change& change) {
        change.keep_refused(*change.item(book_, uid_), text_of("FN:Phone"), 7);
    });
    EXPECT_THAT(kept(), SizeIs(1));
}

TEST_F(VersionsTest, ARecoveredVersionIsTheItemsAgainAndKeepsTheOther) {
    overwrite("FN:Phone");
    const auto at = recover(kept()[0].id);
    ASSERT_TRUE(at);
    EXPECT_EQ(at->uid, uid_);
    EXPECT_EQ(bytes(*account_, in(book_)[0].object), "FN:Server");
    EXPECT_THAT(kept_texts(), ElementsAre("FN:Phone"));
    ASSERT_TRUE(recover(kept()[0].id));  // and back
    EXPECT_EQ(bytes(*account_, in(book_)[0].object), "FN:Phone");
}

TEST_F(VersionsTest, AVersionOfADeletedItemComesAnew) {
    write([&](Change& change) {
        change.keep_version(*change.item(book_, uid_), Loss::kDeleted, 7);
        change.remove_item(book_, uid_);
    });
    EXPECT_EQ(kept_texts(), std::vector<std::string>{"FN:Server"});
    const auto at = recover(kept()[0].id);
    ASSERT_TRUE(at);
    EXPECT_NE(at->uid, uid_);
    const auto item = in(book_)[0];
    EXPECT_EQ(item.name, "one.vcf");
    EXPECT_EQ(item.native_uid, "one");
    EXPECT_EQ(item.keywords, "Friends");
    EXPECT_EQ(bytes(*account_, item.object), "FN:Server");
    EXPECT_THAT(kept(), IsEmpty());
}

TEST_F(VersionsTest, AVersionOfACollectionThatIsGoneComesIntoTheDefaultOne) {
    overwrite("FN:Phone");
    write([&](Change& change) { ASSERT_TRUE(change.remove_collection(book_)); });
    const auto at = recover(kept()[0].id);
    ASSERT_TRUE(at);
    ASSERT_THAT(in(at->collection), SizeIs(1));
    EXPECT_EQ(bytes(*account_, in(at->collection)[0].object), "FN:Server");
}

TEST_F(VersionsTest, AVersionThatIsNotKeptIsNotFound) {
    EXPECT_EQ(recover(1).error().code, ErrorCode::kNotFound);
}

TEST_F(VersionsTest, AVersionIsForgottenAfterThirtyDaysWithItsText) {
    overwrite("FN:Phone");
    clock_.advance(30 * kDay - 1);
    EXPECT_THAT(kept(), SizeIs(1));
    clock_.advance(1);
    EXPECT_THAT(kept(), IsEmpty());
    EXPECT_EQ(recover(1).error().code, ErrorCode::kNotFound);
    EXPECT_EQ(bytes_used(), 17);  // both texts
    auto gone = account_->note([](Note& note) -> Result<int> { return note.forget_versions(10); });
    EXPECT_EQ(*gone, 1);
    EXPECT_EQ(bytes_used(), 8);
}

TEST_F(VersionsTest, TheNewestThousandAreKept) {
    write([&](Change& change) {
        for (int i = 0; i < 1002; ++i) {
            change.keep_refused(*change.item(book_, uid_), text_of(std::to_string(i)), 7);
        }
    });
    const auto versions = kept();
    ASSERT_THAT(versions, SizeIs(1000));
    EXPECT_EQ(bytes(*account_, versions.front().item.object), "2");
    EXPECT_EQ(bytes(*account_, versions.back().item.object), "1001");
}

}  // namespace
}  // namespace syncgate::store

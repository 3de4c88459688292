// Collections and items as WebDAV names them.
#include <gmock/gmock.h>

#include "formats/digest/sha256.h"
#include "store/change.h"
#include "store/resource_texts.h"
#include "tests/unit/store/store_fixture.h"

namespace syncgate::store {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

NewObject object_of(std::string_view text) {
    NewObject object;
    object.bytes = text;
    return object;
}

class ResourcesTest : public StoreTest {
  protected:
    void SetUp() override {
        StoreTest::SetUp();
        book_ = *account_->read([](const Snapshot& s) -> Result<CollectionId> {
            return s.by_role(ItemClass::kContact, Role::kDefault)->id;
        });
    }
    Uid put(const std::string& name, std::string_view text) {
        return *account_->write([&](Change& change) -> Result<Uid> {
            NewItem item;
            item.object = change.add_object(object_of(text));
            item.name = name;
            item.native_uid = "uid of " + name;
            return change.add_item(book_, item);
        });
    }
    void edit(Uid uid, std::string_view text) {
        ASSERT_TRUE(account_->write([&](Change& change) -> Result<bool> {
            change.set_object(book_, uid, change.add_object(object_of(text)), 0);
            return true;
        }));
    }
    Modseq modseq() {
        return see<Modseq>([](const Snapshot& s) { return s.modseq(); });
    }
    template <class T, class F>
    T see(F f) {
        return *account_->read([&](const Snapshot& s) -> Result<T> { return f(s); });
    }
    std::vector<std::string> names_after(Cursor after, int limit = 10) {
        std::vector<std::string> names;
        for (const auto& each : see<std::vector<Resource>>(
                 [&](const Snapshot& s) { return s.resources_after(book_, after, limit); })) {
            names.push_back(each.name);
        }
        return names;
    }
    std::optional<Resource> resource(std::string_view name) {
        return see<std::optional<Resource>>(
            [&](const Snapshot& s) { return s.resource(book_, name); });
    }
    std::vector<std::string> properties(CollectionId id) {
        std::vector<std::string> found;
        for (const auto& each :
             see<std::vector<Property>>([&](const Snapshot& s) { return s.properties(id); })) {
            found.push_back(each.name + "=" + each.value);
        }
        return found;
    }

    CollectionId book_ = 0;
};

TEST_F(ResourcesTest, AnItemIsSeenWithWhatItsTextIs) {
    const Uid uid = put("a b/ü.vcf", "text");
    put("", "has no name");
    const auto found = resource("a b/ü.vcf");
    ASSERT_TRUE(found);
    EXPECT_EQ(found->uid, uid);
    EXPECT_EQ(found->native_uid, "uid of a b/ü.vcf");
    EXPECT_EQ(found->size, 4U);
    EXPECT_EQ(found->digest, digest::sha256("text"));
    EXPECT_EQ(found->changed, kNow);
    EXPECT_EQ(found->entered, kNow);
    EXPECT_FALSE(resource("other"));
    EXPECT_FALSE(resource(""));

    clock_.advance(100);
    edit(uid, "another text");
    EXPECT_EQ(resource("a b/ü.vcf")->changed, kNow + 100);
    EXPECT_EQ(resource("a b/ü.vcf")->digest, digest::sha256("another text"));
}

TEST_F(ResourcesTest, TheyAreListedByUidInPages) {
    put("a", "1");
    put("b", "2");
    put("", "3");
    put("c", "4");
    const auto page = [&](Uid after, int limit) {
        std::vector<std::string> names;
        for (const auto& each : see<std::vector<Resource>>(
                 [&](const Snapshot& s) { return s.resources(book_, after, limit); })) {
            names.push_back(each.name);
        }
        return names;
    };
    EXPECT_THAT(page(0, 2), ElementsAre("a", "b"));
    EXPECT_THAT(page(2, 10), ElementsAre("c"));
    EXPECT_THAT(page(4, 10), IsEmpty());
}

TEST_F(ResourcesTest, TheyAreFoundByTheirTextsHoweverLong) {
    constexpr int kOthers = 150;  // more than are looked at in one step
    const std::string large = std::string(100'000, 'x') + "wanted";
    put("first", "wanted");
    for (int i = 0; i < kOthers; ++i) {
        put("other" + std::to_string(i), "no " + std::to_string(i));
    }
    put("", "wanted, but without a name");
    const Uid last = put("large", large);
    const auto is_wanted = [](std::string_view text) { return text.ends_with("wanted"); };
    const auto found = see<std::vector<ReadResource>>([&](const Snapshot& s) {
        std::vector<ReadResource> all;
        std::vector<ReadResource> page;
        Uid after = 0;
        int steps = 0;
        for (bool more = true; more; ++steps) {
            more = find_resources(s, book_, after, is_wanted, page);
            std::move(page.begin(), page.end(), std::back_inserter(all));
        }
        EXPECT_EQ(after, last);
        EXPECT_GT(steps, 1);
        return all;
    });
    ASSERT_EQ(found.size(), 2U);
    EXPECT_EQ(found[0].resource.name, "first");
    EXPECT_EQ(found[0].resource.digest, digest::sha256("wanted"));
    EXPECT_EQ(found[0].text, "wanted");
    EXPECT_EQ(found[1].resource.name, "large");
    EXPECT_EQ(found[1].text, large);
}

TEST_F(ResourcesTest, WhatChangedAndWhatLeftFollowsACursor) {
    const Uid a = put("a", "1");
    const Uid b = put("b", "2");
    put("c", "3");
    const Modseq before = modseq();
    edit(a, "new");
    ASSERT_TRUE(account_->write(
        [&](Change& change) -> Result<bool> { return change.remove_item(book_, b); }));
    EXPECT_THAT(names_after({}), ElementsAre("c", "a"));
    EXPECT_THAT(names_after({}, 1), ElementsAre("c"));
    EXPECT_THAT(names_after({before, kMaxUid}), ElementsAre("a"));
    const auto gone = [&](Cursor after) {
        return see<std::vector<GoneResource>>(
            [&](const Snapshot& s) { return s.gone_after(book_, after, 10); });
    };
    ASSERT_EQ(gone({}).size(), 1U);
    EXPECT_EQ(gone({})[0].name, "b");
    EXPECT_EQ(gone({})[0].uid, b);
    EXPECT_EQ(gone({})[0].modseq, before + 2);
    EXPECT_LT(gone({})[0].created, before);
    EXPECT_THAT(gone({before + 2, b}), IsEmpty());
}

TEST_F(ResourcesTest, AMoveMayGiveANameAlsoWithinItsCollection) {
    const Uid uid = put("a", "1");
    const auto there = *account_->write(
        [&](Change& change) -> Result<Uid> { return *change.move_item(book_, uid, book_, "b"); });
    EXPECT_FALSE(resource("a"));
    ASSERT_TRUE(resource("b"));
    EXPECT_EQ(resource("b")->uid, there);
    EXPECT_EQ(resource("b")->digest, digest::sha256("1"));
}

TEST_F(ResourcesTest, ACollectionsNameIsItsOwnInItsClassWhileItIsThere) {
    const auto make = [&](const std::string& name, const std::string& resource) {
        return account_->write([&](Change& change) -> Result<CollectionId> {
            const auto id = change.add_collection(ItemClass::kContact, 0, Role::kNone, name);
            const auto named = change.name_resource(*id, resource);
            return named ? id : named.error();
        });
    };
    const auto work = make("Work", "w");
    ASSERT_TRUE(work);
    EXPECT_EQ(make("Other", "w").error().code, ErrorCode::kConflict);
    const auto books = see<std::vector<Collection>>(
        [](const Snapshot& s) { return s.collections(ItemClass::kContact); });
    ASSERT_EQ(books.size(), 2U);
    EXPECT_EQ(books[0].resource, "");
    EXPECT_EQ(books[1].resource, "w");
    ASSERT_TRUE(account_->write(
        [&](Change& change) -> Result<void> { return change.remove_collection(*work); }));
    EXPECT_TRUE(make("Other", "w"));
    EXPECT_EQ(
        account_
            ->write([](Change& change) -> Result<void> { return change.name_resource(99, "x"); })
            .error()
            .code,
        ErrorCode::kNotFound);
}

TEST_F(ResourcesTest, PropertiesAreReplacedRemovedAndGoWithTheirCollection) {
    const auto id = *account_->write([](Change& change) -> Result<CollectionId> {
        return change.add_collection(ItemClass::kContact, 0, Role::kNone, "Work");
    });
    const Modseq before = modseq();
    const auto set = [&](std::string_view name, std::optional<std::string_view> value) {
        ASSERT_TRUE(account_->write([&](Change& change) -> Result<bool> {
            change.set_property(id, name, value);
            return true;
        }));
    };
    set("b", "1");
    set("a", "\xf0\x90\x80\x80");
    set("b", "2");
    EXPECT_THAT(properties(id), ElementsAre("a=\xf0\x90\x80\x80", "b=2"));
    set("a", std::nullopt);
    set("never", std::nullopt);
    EXPECT_THAT(properties(id), ElementsAre("b=2"));
    EXPECT_THAT(properties(book_), IsEmpty());
    EXPECT_EQ(modseq(), before);
    ASSERT_TRUE(account_->write(
        [&](Change& change) -> Result<void> { return change.remove_collection(id); }));
    EXPECT_THAT(properties(id), IsEmpty());
}

}  // namespace
}  // namespace syncgate::store

// Plain files and folders: a tree of its own, counted and kept with the account.
#include "store/files.h"

#include <gmock/gmock.h>

#include "tests/unit/store/store_fixture.h"

namespace syncgate::store {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class FilesTest : public StoreTest {
  protected:
    template <class F>
    void change(F f) {
        const auto done = account_->write([&](Change& change) -> Result<void> {
            f(change);
            return {};
        });
        ASSERT_TRUE(done) << done.error().detail;
    }
    template <class T, class F>
    T see(F f) {
        return *account_->read([&](const Snapshot& s) -> Result<T> { return f(s); });
    }
    std::vector<std::string> names_in(FileId folder) {
        return see<std::vector<std::string>>([&](const Snapshot& s) {
            std::vector<std::string> names;
            for (const auto& each : files_in(s, folder, "", 10)) {
                names.push_back(each.resource.name);
            }
            return names;
        });
    }
    std::optional<File> find(FileId folder, std::string_view name) {
        return see<std::optional<File>>(
            [&](const Snapshot& s) { return find_file(s, folder, name); });
    }
    Usage usage() {
        return see<Usage>([](const Snapshot& s) { return s.usage(); });
    }
    std::vector<std::string> problems() {
        return see<std::vector<std::string>>([](const Snapshot& s) { return s.problems(); });
    }
    // "a", a folder, with the file "x" in it; each with a property.
    void make_tree() {
        change([&](Change& c) {
            const FileId a = *add_folder(c, {kRootFolder, "a"});
            const FileId x = *put_file(c, {a, "x"}, std::nullopt, "octets", "text/x");
            set_file_property(c, a, "p", "of a");
            set_file_property(c, x, "p", "of x");
        });
    }
    std::string property(FileId id) {
        const auto all =
            see<std::vector<Property>>([&](const Snapshot& s) { return file_properties(s, id); });
        return all.size() == 1 ? all[0].name + "=" + all[0].value : "";
    }
};

TEST_F(FilesTest, AFileHasItsOctetsUntilOthersReplaceThem) {
    make_tree();
    const auto a = find(kRootFolder, "a");
    ASSERT_TRUE(a && a->is_folder);
    const auto x = find(a->id(), "x");
    ASSERT_TRUE(x && !x->is_folder);
    EXPECT_EQ(x->type, "text/x");
    EXPECT_EQ(x->resource.size, 6U);
    EXPECT_EQ(x->resource.changed, kNow);
    const Usage before = usage();
    clock_.advance(10);
    change([&](Change& c) { *put_file(c, {a->id(), "x"}, x, "other octets", ""); });
    const auto now = find(a->id(), "x");
    EXPECT_EQ(now->id(), x->id());
    EXPECT_EQ(now->resource.changed, kNow + 10);
    EXPECT_EQ(now->resource.entered, kNow);
    EXPECT_EQ(see<std::string>([&](const Snapshot& s) {
                  return s.bytes(now->resource.object, 0, now->resource.size);
              }),
              "other octets");
    EXPECT_EQ(usage().bytes - before.bytes, 6);
    EXPECT_EQ(usage().items, before.items);
    EXPECT_EQ(property(x->id()), "p=of x");
}

TEST_F(FilesTest, WhatIsInAFolderGoesWithIt) {
    const Usage before = usage();
    make_tree();
    EXPECT_EQ(usage().items - before.items, 2);
    EXPECT_EQ(usage().bytes - before.bytes, 6);
    const auto a = find(kRootFolder, "a");
    const FileId x = find(a->id(), "x")->id();
    change([&](Change& c) { remove_file(c, *a); });
    EXPECT_THAT(names_in(kRootFolder), IsEmpty());
    EXPECT_EQ(property(x), "");
    EXPECT_EQ(usage().items, before.items);
    EXPECT_EQ(usage().bytes, before.bytes);
    EXPECT_THAT(problems(), IsEmpty());
}

TEST_F(FilesTest, ACopySharesOctetsAndHasPropertiesOfItsOwn) {
    make_tree();
    const auto a = find(kRootFolder, "a");
    const Usage before = usage();
    change([&](Change& c) { ASSERT_TRUE(copy_file(c, *a, {kRootFolder, "b"}, true)); });
    change([&](Change& c) { ASSERT_TRUE(copy_file(c, *a, {kRootFolder, "c"}, false)); });
    EXPECT_THAT(names_in(kRootFolder), ElementsAre("a", "b", "c"));
    const auto b = find(kRootFolder, "b");
    EXPECT_THAT(names_in(b->id()), ElementsAre("x"));
    EXPECT_THAT(names_in(find(kRootFolder, "c")->id()), IsEmpty());
    EXPECT_EQ(usage().items - before.items, 3);
    EXPECT_EQ(usage().bytes, before.bytes);
    change([&](Change& c) { remove_file(c, *a); });
    EXPECT_EQ(property(b->id()), "p=of a");
    EXPECT_EQ(property(find(b->id(), "x")->id()), "p=of x");
    EXPECT_EQ(usage().bytes, before.bytes);
    EXPECT_THAT(problems(), IsEmpty());
}

TEST_F(FilesTest, AFolderMovesButNotIntoItself) {
    make_tree();
    const auto a = find(kRootFolder, "a");
    change([&](Change& c) {
        const FileId inner = *add_folder(c, {a->id(), "inner"});
        EXPECT_EQ(move_file(c, *a, {inner, "a"}).error().code, ErrorCode::kForbidden);
        EXPECT_EQ(move_file(c, *a, {a->id(), "a"}).error().code, ErrorCode::kForbidden);
        EXPECT_TRUE(move_file(c, *a, {kRootFolder, "b"}));
    });
    EXPECT_THAT(names_in(kRootFolder), ElementsAre("b"));
    EXPECT_THAT(names_in(a->id()), ElementsAre("inner", "x"));
}

TEST_F(FilesTest, NoMoreIsKeptThanTheQuotaAllows) {
    const auto items = usage().items;
    change([&](Change& c) { c.set_quota(100, items + 2); });
    make_tree();
    const auto refused = account_->write([&](Change& c) -> Result<FileId> {
        return put_file(c, {kRootFolder, "y"}, std::nullopt, "y", "");
    });
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::kOverQuota);
    const auto a = find(kRootFolder, "a");
    EXPECT_EQ(account_
                  ->write([&](Change& c) -> Result<void> {
                      return copy_file(c, *a, {kRootFolder, "b"}, true);
                  })
                  .error()
                  .code,
              ErrorCode::kOverQuota);
}

}  // namespace
}  // namespace syncgate::store

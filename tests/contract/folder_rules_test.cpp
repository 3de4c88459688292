#include "store/folder_rules.h"

#include <gmock/gmock.h>

#include "base/limits.h"
#include "tests/unit/store/store_fixture.h"

namespace syncgate::store {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class FolderRulesTest : public StoreTest {
  protected:
    Result<CollectionId> make(CollectionId parent, std::string_view name,
                              ItemClass item_class = ItemClass::kMail) {
        return account_->write([&](Change& change) -> Result<CollectionId> {
            return change.add_collection(item_class, parent, Role::kNone, name);
        });
    }
    CollectionId made(CollectionId parent, std::string_view name,
                      ItemClass item_class = ItemClass::kMail) {
        const auto id = make(parent, name, item_class);
        EXPECT_TRUE(id) << name << ": " << id.error().detail;
        return id ? *id : 0;
    }
    Result<void> place(CollectionId id, CollectionId parent, std::string_view name) {
        return account_->write([&](Change& change) -> Result<void> {
            return change.rename_collection(id, parent, name);
        });
    }
    Result<void> remove(CollectionId id) {
        return account_->write(
            [&](Change& change) -> Result<void> { return change.remove_collection(id); });
    }
    std::optional<Collection> find(CollectionId id) {
        std::optional<Collection> found;
        EXPECT_TRUE(account_->read([&](const Snapshot& snapshot) -> Result<bool> {
            found = snapshot.collection(id);
            return true;
        }));
        return found;
    }
    std::vector<Collection> all() {
        auto found =
            account_->read([](const Snapshot& snapshot) -> Result<std::vector<Collection>> {
                return snapshot.collections();
            });
        EXPECT_TRUE(found);
        return *found;
    }
};

template <class T>
std::optional<ErrorCode> code(const Result<T>& result) {
    return result ? std::nullopt : std::optional(result.error().code);
}

TEST_F(FolderRulesTest, ANewAccountHasItsMailFoldersAndADefaultOfEachOtherClass) {
    std::vector<std::string> names;
    for (const auto& each : all()) {
        names.push_back(each.name);
        EXPECT_NE(each.uidvalidity, 0U);
        EXPECT_NE(each.role, Role::kNone);
        EXPECT_EQ(each.role == Role::kDefault, each.item_class != ItemClass::kMail);
    }
    EXPECT_THAT(names, ElementsAre("Inbox", "Sent", "Trash", "Drafts", "Templates", "Spam?",
                                   "Contacts", "Calendar", "Tasks", "Notes"));
}

TEST_F(FolderRulesTest, FixedFoldersAreNeitherRenamedNorMovedNorRemoved) {
    const auto target = made(0, "target");
    for (const auto& each : all()) {
        if (each.role == Role::kNone) {
            continue;
        }
        SCOPED_TRACE(each.name);
        EXPECT_EQ(code(place(each.id, 0, "another")), ErrorCode::kForbidden);
        EXPECT_EQ(code(place(each.id, target, each.name)), ErrorCode::kForbidden);
        EXPECT_EQ(code(remove(each.id)), ErrorCode::kForbidden);
        EXPECT_EQ(find(each.id)->name, each.name);
    }
}

TEST_F(FolderRulesTest, InboxAndSpamTakeNoChildrenTheOthersDo) {
    const auto movable = made(0, "movable");
    for (const auto& each : all()) {
        if (each.item_class != ItemClass::kMail || each.id == movable) {
            continue;
        }
        SCOPED_TRACE(each.name);
        const bool barren = each.role == Role::kInbox || each.role == Role::kSpam;
        EXPECT_EQ(code(make(each.id, "child")).value_or(ErrorCode::kInternal),
                  barren ? ErrorCode::kForbidden : ErrorCode::kInternal);
        EXPECT_EQ(place(movable, each.id, "movable").has_value(), !barren);
    }
}

TEST_F(FolderRulesTest, ANameIsItsOwnAmongTheSiblingsOfItsClass) {
    const auto projects = made(0, "Projects");
    const auto other = made(0, "Other");
    made(projects, "2026");
    EXPECT_EQ(code(make(projects, "2026")), ErrorCode::kConflict);
    EXPECT_EQ(code(place(other, 0, "Projects")), ErrorCode::kConflict);
    EXPECT_EQ(code(place(other, projects, "2026")), ErrorCode::kConflict);
    EXPECT_EQ(code(make(0, "iNBOX")), ErrorCode::kConflict);
    EXPECT_EQ(code(place(other, 0, "spam?")), ErrorCode::kConflict);
    made(other, "2026");
    made(0, "Projects", ItemClass::kContact);
    made(projects, "Inbox");
    EXPECT_TRUE(place(projects, 0, "Projects"));  // as it is
}

TEST_F(FolderRulesTest, ANameIsFreeAgainWhenItsFolderIsGone) {
    const auto first = made(0, "again");
    ASSERT_TRUE(remove(first));
    EXPECT_NE(made(0, "again"), first);
    EXPECT_EQ(code(remove(first)), ErrorCode::kNotFound);
    EXPECT_EQ(code(place(first, 0, "x")), ErrorCode::kNotFound);
    EXPECT_EQ(code(make(first, "below")), ErrorCode::kNotFound);
}

struct NameRow {
    std::string name;
    std::optional<ErrorCode> error;
};

const NameRow kNames[] = {
    {"", ErrorCode::kMalformed},
    {"  ", ErrorCode::kMalformed},
    {"a\tb", ErrorCode::kMalformed},
    {"a\x7f", ErrorCode::kMalformed},
    {"\xff\xfe", ErrorCode::kMalformed},
    {std::string(limits::kFolderNameBytes, 'n'), std::nullopt},
    {std::string(limits::kFolderNameBytes + 1, 'n'), ErrorCode::kTooLarge},
    {"M\xc3\xbcnchen / 50%", std::nullopt},
};

TEST_F(FolderRulesTest, ATableOfNames) {
    for (const auto& row : kNames) {
        SCOPED_TRACE(row.name);
        EXPECT_EQ(code(make(0, row.name)), row.error);
    }
}

TEST_F(FolderRulesTest, FoldersNestToTheLimitAlsoByAMove) {
    CollectionId deepest = 0;
    for (int depth = 1; depth <= limits::kFolderDepth; ++depth) {
        deepest = made(deepest, "level");
    }
    EXPECT_EQ(code(make(deepest, "one more")), ErrorCode::kTooLarge);
    const auto top = made(0, "top");
    made(top, "below");
    const auto above = find(deepest)->parent;
    EXPECT_EQ(code(place(top, above, "top")), ErrorCode::kTooLarge);
    EXPECT_TRUE(place(top, find(above)->parent, "top"));
}

TEST_F(FolderRulesTest, NoFolderGoesIntoItself) {
    const auto outer = made(0, "outer");
    const auto inner = made(outer, "inner");
    const auto innermost = made(inner, "innermost");
    for (const auto into : {outer, inner, innermost}) {
        EXPECT_EQ(code(place(outer, into, "outer")), ErrorCode::kForbidden);
    }
    EXPECT_TRUE(place(innermost, outer, "innermost"));
    EXPECT_EQ(find(innermost)->parent, outer);
}

TEST_F(FolderRulesTest, AFolderStandsBelowOneOfItsClass) {
    const auto book = made(0, "Second book", ItemClass::kContact);
    EXPECT_EQ(code(make(book, "mail")), ErrorCode::kForbidden);
    EXPECT_EQ(code(make(folder(*account_, Role::kSent), "book", ItemClass::kContact)),
              ErrorCode::kForbidden);
    EXPECT_EQ(code(make(4711, "orphan")), ErrorCode::kNotFound);
}

TEST_F(FolderRulesTest, AMoveIsAnEntryARenameIsNot) {
    const auto target = made(0, "target");
    const auto moved = made(0, "moved");
    clock_.advance(100);
    ASSERT_TRUE(place(moved, 0, "renamed"));
    EXPECT_EQ(find(moved)->entered, kNow);
    ASSERT_TRUE(place(moved, target, "renamed"));
    EXPECT_EQ(find(moved)->entered, kNow + 100);
}

TEST_F(FolderRulesTest, WhatIsRefusedOrAsItWasTellsNobody) {
    const auto id = made(0, "folder");
    heard_.take();
    EXPECT_FALSE(place(id, 4711, "folder"));
    EXPECT_TRUE(place(id, 0, "folder"));
    EXPECT_THAT(heard_.take(), IsEmpty());
}

}  // namespace
}  // namespace syncgate::store

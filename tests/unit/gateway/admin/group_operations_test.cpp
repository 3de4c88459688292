#include <gmock/gmock.h>

#include "gateway/admin/operations.h"
#include "tests/unit/store/store_fixture.h"

namespace syncgate::admin {
namespace {

using testing::HasSubstr;
using testing::MatchesRegex;

using Values = std::map<std::string, std::string>;

class GroupOperations : public store::StoreTest {
  protected:
    void SetUp() override {
        StoreTest::SetUp();
        operations_ = std::make_unique<Operations>(*store_, nullptr);
        add("u2@example.org");
        add("u3@example.org");
        auto made = account_->write([](store::Change& change) -> Result<CollectionId> {
            const auto top = change.add_collection(ItemClass::kMail, 0, Role::kNone, "Projects");
            EXPECT_TRUE(change.add_collection(ItemClass::kEvent, 0, Role::kNone, "Projects"));
            return change.add_collection(ItemClass::kMail, *top, Role::kNone, "2026");
        });
        ASSERT_TRUE(made);
        folder_ = *made;
        text("group-add", {{"name", "family"}});
        for (const auto* account : {"u1", "u2"}) {
            text("group-join", {{"name", "family"}, {"account", account}});
        }
    }

    std::string text(const std::string& name, const Values& values = {}) {
        const auto done = operations_->run({name, values, {}});
        EXPECT_TRUE(done) << name << ": " << done.error().detail;
        return done ? *done : std::string();
    }
    Error error(const std::string& name, const Values& values) {
        const auto done = operations_->run({name, values, {}});
        EXPECT_FALSE(done) << name;
        return done ? Error{ErrorCode::kInternal, ""} : done.error();
    }
    static Values share(const std::string& member, const std::string& folder = {},
                        const std::string& rights = {}) {
        return {{"account", "u1"}, {"member", member}, {"folder", folder}, {"rights", rights}};
    }

    std::unique_ptr<Operations> operations_;
    CollectionId folder_ = 0;
};

TEST_F(GroupOperations, GroupsAreListedWithTheirMembers) {
    text("group-add", {{"name", "Choir"}});
    EXPECT_EQ(text("group-list"), "choir\t\nfamily\tu1@example.org u2@example.org\n");
    text("group-leave", {{"name", "family"}, {"account", "u1"}});
    text("group-delete", {{"name", "CHOIR"}});
    EXPECT_EQ(text("group-list"), "family\tu2@example.org\n");
    EXPECT_EQ(error("group-delete", {{"name", "choir"}}).code, ErrorCode::kNotFound);
    EXPECT_EQ(error("group-join", {{"name", "family"}, {"account", "u9"}}).code,
              ErrorCode::kNotFound);
}

TEST_F(GroupOperations, SharesAreAddedListedAndRemoved) {
    text("share-add", share("u2"));
    text("share-add", share("u2", "projects/2026", "write"));
    text("share-add", share("group:Family", "Sent"));
    const std::string all =
        "u1@example.org\t*\tu2@example.org\tread\n"
        "u1@example.org\tSent\tgroup:family\tread\n"
        "u1@example.org\tProjects/2026\tu2@example.org\twrite\n";
    EXPECT_EQ(text("share-list"), all);
    EXPECT_EQ(text("share-list", {{"account", "u1"}}), all);
    EXPECT_EQ(text("share-list", {{"account", "u2"}}), all);
    EXPECT_EQ(text("share-list", {{"account", "u3"}}), "");
    text("share-remove", share("u2"));
    text("share-remove", share("group:family", "sent"));
    EXPECT_EQ(text("share-list"), "u1@example.org\tProjects/2026\tu2@example.org\twrite\n");
    text("group-leave", {{"name", "family"}, {"account", "u2"}});
    EXPECT_EQ(text("share-list"), "");
}

TEST_F(GroupOperations, AFolderWithADoubtfulNameGoesByItsNumber) {
    const auto refused = error("share-add", share("u2", "Projects"));
    EXPECT_EQ(refused.code, ErrorCode::kConflict);
    EXPECT_THAT(refused.detail, HasSubstr("#"));
    text("share-add", share("u2", "#" + std::to_string(folder_)));
    EXPECT_THAT(text("share-list"), HasSubstr("Projects/2026"));
}

TEST_F(GroupOperations, AShareOfAFolderThatIsGoneCanBeRemoved) {
    text("share-add", share("u2", "Projects/2026"));
    ASSERT_TRUE(account_->write([&](store::Change& change) -> Result<bool> {
        EXPECT_TRUE(change.remove_collection(folder_));
        return true;
    }));
    const std::string number = "#" + std::to_string(folder_);
    EXPECT_THAT(text("share-list"), HasSubstr("\t" + number + "\t"));
    EXPECT_EQ(error("share-add", share("u2", number)).code, ErrorCode::kNotFound);
    text("share-remove", share("u2", number));
    EXPECT_EQ(text("share-list"), "");
}

TEST_F(GroupOperations, SharesThatCannotBeAreRefused) {
    EXPECT_EQ(error("share-add", share("u3")).code, ErrorCode::kForbidden);
    EXPECT_EQ(error("share-add", share("u1")).code, ErrorCode::kMalformed);
    EXPECT_EQ(error("share-add", share("u9")).code, ErrorCode::kNotFound);
    EXPECT_EQ(error("share-add", share("u2", "Nowhere")).code, ErrorCode::kNotFound);
    EXPECT_EQ(error("share-add", share("u2", "", "all")).code, ErrorCode::kMalformed);
    EXPECT_EQ(error("share-add", share("group:family")).code, ErrorCode::kMalformed);
    EXPECT_EQ(error("share-add", share("group:nobody", "Sent")).code, ErrorCode::kNotFound);
    EXPECT_EQ(error("share-remove", share("u2")).code, ErrorCode::kNotFound);
    EXPECT_EQ(text("share-list"), "");
}

TEST_F(GroupOperations, BooksOfAGroupAreMadeListedChangedAndRemoved) {
    EXPECT_EQ(text("group-book-list"), "");
    text("group-book-add", {{"name", "Family"}, {"book", "Recipes"}});
    text("group-book-add", {{"name", "family"}, {"book", "Numbers"}, {"rights", "write"}});
    text("group-book-right",
         {{"name", "family"}, {"book", "recipes"}, {"rights", "write"}, {"member", "u2"}});
    const auto all = text("group-book-list", {{"name", "FAMILY"}});
    EXPECT_THAT(all, MatchesRegex("family\tRecipes\t#[0-9]+\tread\tu2@example.org=write\n"
                                  "family\tNumbers\t#[0-9]+\twrite\t\n"));
    EXPECT_EQ(text("group-book-list"), all);
    EXPECT_EQ(text("group-list"), "family\tu1@example.org u2@example.org\n");
    text("group-book-remove", {{"name", "family"}, {"book", "Recipes"}});
    EXPECT_THAT(text("group-book-list"), MatchesRegex("family\tNumbers\t.*\n"));
    text("group-delete", {{"name", "family"}});
    EXPECT_EQ(text("group-book-list"), "");
    EXPECT_EQ(text("share-list"), "");
}

TEST_F(GroupOperations, BooksThatCannotBeAreRefused) {
    const Values book{{"name", "family"}, {"book", "Recipes"}};
    const auto with = [&](const std::string& name, const std::string& value) {
        auto values = book;
        values[name] = value;
        return values;
    };
    EXPECT_EQ(error("group-book-remove", book).code, ErrorCode::kNotFound);  // it has none
    text("group-book-add", book);
    EXPECT_EQ(error("group-book-add", book).code, ErrorCode::kConflict);
    EXPECT_EQ(error("group-book-add", with("name", "choir")).code, ErrorCode::kNotFound);
    EXPECT_EQ(error("group-book-add", with("rights", "all")).code, ErrorCode::kMalformed);
    EXPECT_EQ(error("group-book-right", with("member", "u3")).code, ErrorCode::kForbidden);
    EXPECT_EQ(error("group-book-right", with("book", "Nothing")).code, ErrorCode::kNotFound);
    EXPECT_EQ(error("group-book-remove", with("book", "Contacts")).code, ErrorCode::kForbidden);
    EXPECT_EQ(error("group-book-list", with("name", "choir")).code, ErrorCode::kNotFound);
}

}  // namespace
}  // namespace syncgate::admin

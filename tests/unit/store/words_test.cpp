// What becomes of searches when the file of an index can't be used.
#include <gtest/gtest.h>

#include "store/word_index.h"
#include "tests/unit/store/store_fixture.h"

namespace syncgate::store {
namespace {

class WordsFileTest : public StoreTest {
  protected:
    void SetUp() override {
        StoreTest::SetUp();
        ASSERT_TRUE(deliver(*account_, clock_, {.message = "Subject: first\r\n\r\n"}));
        file_ = database(account_->id()).replace_filename("words.db");
    }
    std::optional<std::vector<ObjectId>> found() {
        using Found = std::optional<std::vector<ObjectId>>;
        return *account_->read([](const Snapshot& snapshot) -> Result<Found> {
            auto named = snapshot.objects_with({std::vector{words::Key{"other", false}}}, 10);
            return named ? Found(std::move(named->objects)) : std::nullopt;
        });
    }

    std::filesystem::path file_;
};

TEST_F(WordsFileTest, ThatCannotBeUsedLeavesEveryMessageToTheSearchAndIsTold) {
    std::filesystem::create_directory(file_);
    EXPECT_EQ(found(), std::nullopt);
    store_->index_words({});
    EXPECT_EQ(log_.count("index_failed"), 1);
    store_->index_words({});
    EXPECT_EQ(log_.count("index_failed"), 1);  // until somebody writes or searches
    std::filesystem::remove(file_);
    EXPECT_EQ(found()->size(), 1U);
    store_->index_words({});
    EXPECT_TRUE(found()->empty());
}

TEST_F(WordsFileTest, GoesWithItsAccount) {
    store_->index_words({});
    EXPECT_TRUE(std::filesystem::exists(file_));
    const auto id = account_->id();
    account_.reset();
    ASSERT_TRUE(store_->delete_account(id));
    EXPECT_FALSE(std::filesystem::exists(file_.parent_path()));
}

}  // namespace
}  // namespace syncgate::store

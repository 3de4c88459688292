#include "store/sqlite_words.h"

#include <fstream>

#include <gmock/gmock.h>

#include "store/sqlite/connection.h"
#include "tests/unit/store/temp_folder.h"

namespace syncgate::store {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class SqliteWordsTest : public testing::Test {
  protected:
    SqliteWordsTest() : account_(sqlite::open(folder_.path() / "store.db", true)) {}

    [[nodiscard]] std::filesystem::path file() const { return folder_.path() / "words.db"; }
    WordIndex::Found find(SqliteWords& words) {
        return words.find(*account_, {std::vector{words::Key{"here", false}}}, 10);
    }
    static bool fill(SqliteWords& words) {
        return words.add({}, {"", 7, 1}, {ObjectWords{7, {"here"}}});
    }

    TempFolder folder_;
    std::unique_ptr<Connection> account_;
    std::atomic<std::size_t> held_ = 0;
};

TEST_F(SqliteWordsTest, HaveNoFileUntilThereIsSomethingToKeep) {
    SqliteWords words(file(), 1, held_);
    EXPECT_EQ(words.mark(*account_), WordMark{});
    EXPECT_THAT(find(words).objects, IsEmpty());
    EXPECT_FALSE(std::filesystem::exists(file()));
    EXPECT_EQ(held_, 0U);
    EXPECT_TRUE(fill(words));
    EXPECT_THAT(find(words).objects, ElementsAre(7));
    EXPECT_GT(held_, 0U);
}

TEST_F(SqliteWordsTest, GoOnOnlyFromWhereTheyStand) {
    SqliteWords words(file(), 1, held_);
    ASSERT_TRUE(fill(words));
    EXPECT_FALSE(fill(words));
    EXPECT_EQ(words.mark(*account_), (WordMark{"", 7, 1}));
}

TEST_F(SqliteWordsTest, ThatAreDamagedAreBegunAnew) {
    {
        SqliteWords words(file(), 1, held_);
        ASSERT_TRUE(fill(words));
    }
    EXPECT_EQ(held_, 0U);
    std::filesystem::remove(file().string() + "-wal");  // from which it would recover
    std::ofstream(file(), std::ios::binary) << std::string(8192, 'x');
    SqliteWords words(file(), 1, held_);
    EXPECT_EQ(find(words).mark, WordMark{});
    ASSERT_TRUE(fill(words));
    EXPECT_THAT(find(words).objects, ElementsAre(7));
}

}  // namespace
}  // namespace syncgate::store

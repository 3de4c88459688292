// The folders that a device was sent: how few rows a change writes.
#include <gmock/gmock.h>

#include "store/sqlite/connection.h"
#include "tests/unit/store/hierarchy_fixture.h"

namespace syncgate::store {
namespace {

using testing::ElementsAre;

class SentHierarchyRows : public HierarchyTest {
  protected:
    // Counts every row of the table that is written from now on.
    void count_rows() {
        counter_ = sqlite::open(database(account_->id()), false);
        run(*counter_, "CREATE TABLE written(kind TEXT)");
        run(*counter_,
            "CREATE TRIGGER inserted AFTER INSERT ON hierarchy"
            " BEGIN INSERT INTO written VALUES('insert'); END");
        run(*counter_,
            "CREATE TRIGGER updated AFTER UPDATE ON hierarchy"
            " BEGIN INSERT INTO written VALUES('update'); END");
        run(*counter_,
            "CREATE TRIGGER deleted AFTER DELETE ON hierarchy"
            " BEGIN INSERT INTO written VALUES('delete'); END");
    }
    std::int64_t rows_written() {
        return find_integer(*counter_, "SELECT COUNT(*) FROM written").value_or(-1);
    }

    std::unique_ptr<Connection> counter_;
};

TEST_F(SentHierarchyRows, OneChangedFolderOfFiveThousandCostsAFewRows) {
    save({generation(1, many(1)), generation(2, many(2))});
    count_rows();
    save({generation(2, many(2)), generation(3, many(3))});
    EXPECT_EQ(rows_written(), 2);  // the new generation comes, the oldest goes
    EXPECT_EQ(load()[0].folders, many(2));
    EXPECT_EQ(load()[1].folders, many(3));
}

TEST_F(SentHierarchyRows, AGenerationOfBeforeParentsWereKeptIsRead) {
    save({{1, {{1, 10, 0}, {3, 12, 1}}, 5, 2}});
    const auto connection = connection_to(account_->id());
    run(*connection, "UPDATE hierarchy SET folders = $1", Blob{"\x02\x01\x0a\x02\x0c"});
    EXPECT_THAT(load()[0].folders,
                ElementsAre(SentFolder{1, 10, kUnknownParent}, SentFolder{3, 12, kUnknownParent}));
}

}  // namespace
}  // namespace syncgate::store

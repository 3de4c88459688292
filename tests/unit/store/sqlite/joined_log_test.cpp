#include "store/sqlite/joined_log.h"

#include <csignal>
#include <fstream>
#include <string>

#include <gtest/gtest.h>
#include <sys/resource.h>

#include "store/failure.h"
#include "store/sqlite/connection.h"
#include "tests/unit/store/temp_folder.h"

namespace syncgate::store::sqlite {
namespace {

// How often this process has called the kernel to write.
std::uint64_t writes_so_far() {
    std::ifstream in("/proc/self/io");
    std::string name;
    std::uint64_t count = 0;
    while (in >> name >> count && name != "syscw:") {
    }
    return count;
}

class JoinedLogTest : public testing::Test {
  protected:
    void SetUp() override {
        run(*writer_, "CREATE TABLE page(id INTEGER PRIMARY KEY, bytes BLOB NOT NULL)");
    }

    // Rows that fill a page each.
    void add(int rows) {
        const std::string bytes(3500, 'x');
        for (int i = 0; i < rows; ++i) {
            run(*writer_, "INSERT INTO page(bytes) VALUES($1)", Blob{bytes});
        }
    }
    void commit(int rows) {
        writer_->begin_write();
        add(rows);
        writer_->commit();
    }
    std::int64_t count_in(const std::filesystem::path& file) {
        return *find_integer(*open(file, false), "SELECT COUNT(*) FROM page");
    }
    // What a machine that loses its power now would find.
    std::int64_t count_in_copy() {
        const auto copy = folder_.path() / "copy.db";
        for (const auto* end : {"", "-wal"}) {
            std::filesystem::copy_file(file_.string() + end, copy.string() + end,
                                       std::filesystem::copy_options::overwrite_existing);
        }
        std::filesystem::remove(copy.string() + "-shm");
        const auto connection = open(copy, false);
        EXPECT_EQ(connection->problems(), std::vector<std::string>());
        return *find_integer(*connection, "SELECT COUNT(*) FROM page");
    }

    TempFolder folder_;
    std::filesystem::path file_ = folder_.path() / "store.db";
    std::unique_ptr<Connection> writer_ = open(file_, true);
};

TEST_F(JoinedLogTest, ACommitOfManyPagesIsFewWrites) {
    constexpr int kPages = 12;  // sanitizers write a few times themselves
    commit(1);
    const auto before = writes_so_far();
    commit(kPages);
    EXPECT_LT(writes_so_far() - before, kPages);
}

TEST_F(JoinedLogTest, ACommitIsInTheFileWhenItReturnsHoweverLargeItIs) {
    std::int64_t rows = 0;
    for (const int more : {1, 12, 15, 16, 17, 40, 2000, 1}) {
        SCOPED_TRACE(more);
        commit(more);
        rows += more;
        EXPECT_EQ(count_in(file_), rows);
        EXPECT_EQ(count_in_copy(), rows);
    }
}

TEST_F(JoinedLogTest, PagesThatDoNotFitInMemoryAreReadBackBeforeTheyAreCommitted) {
    run(*writer_, "PRAGMA cache_size = 10");
    commit(1);
    writer_->begin_write();
    add(200);
    run(*writer_, "UPDATE page SET bytes = zeroblob(3000) WHERE id % 3 = 0");
    EXPECT_EQ(find_integer(*writer_, "SELECT COUNT(*) FROM page"), 201);
    EXPECT_EQ(count_in(file_), 1);
    writer_->commit();
    EXPECT_EQ(count_in_copy(), 201);
}

TEST_F(JoinedLogTest, WhatWasTakenBackIsNeverWrittenOverWhatAnotherCommitted) {
    commit(1);
    run(*writer_, "PRAGMA cache_size = 10");
    writer_->begin_write();
    add(100);
    writer_->rollback();
    {
        const auto other = open(file_, false);
        other->begin_write();
        run(*other, "INSERT INTO page(bytes) VALUES(zeroblob(3500))");
        other->commit();
    }
    EXPECT_EQ(find_integer(*writer_, "SELECT COUNT(*) FROM page"), 2);
    commit(3);
    EXPECT_EQ(count_in_copy(), 5);
}

TEST_F(JoinedLogTest, ACommitThatCannotBeWrittenIsRefusedAndTheNextIsWhole) {
    commit(5);
    rlimit before{};
    getrlimit(RLIMIT_FSIZE, &before);
    const auto old_handler = std::signal(SIGXFSZ, SIG_IGN);
    rlimit none = before;
    none.rlim_cur = 0;
    writer_->begin_write();
    add(40);
    setrlimit(RLIMIT_FSIZE, &none);
    EXPECT_THROW(writer_->commit(), StoreFailure);
    setrlimit(RLIMIT_FSIZE, &before);
    std::signal(SIGXFSZ, old_handler);
    writer_->rollback();
    EXPECT_EQ(count_in(file_), 5);
    commit(2);
    EXPECT_EQ(count_in_copy(), 7);
}

}  // namespace
}  // namespace syncgate::store::sqlite

// The words of one account in a file of its own, ACCOUNT/words.db: SQLite's FTS5 without contents
// and positions. It is opened when it is first needed. One that is damaged is thrown away and begun
// anew; so is one that is missing.
// Source: https://www.sqlite.org/fts5.html, 4.4.1 contentless tables, 4.6 detail.
#pragma once

#include <atomic>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>

#include "store/sqlite/file_database.h"
#include "store/word_index.h"

namespace syncgate::store {

class SqliteWords final : public WordIndex {
  public:
    // `held` counts the files that are open, and outlives this.
    SqliteWords(std::filesystem::path file, AccountId account, std::atomic<std::size_t>& held)
        : file_(std::move(file)), account_(account), held_(held) {}

    WordMark mark(Connection& account) override;
    Found find(Connection& account, const WordQuery& query, int most) override;
    bool add(const WordMark& before, const WordMark& after,
             const std::vector<ObjectWords>& added) override;

  private:
    using Open = std::shared_ptr<sqlite::FileDatabase>;  // shared: one thread may replace it

    Open opened();
    // Forgets the file, if it is still this one. Who reads in it goes on in what was removed.
    void discard(const Open& damaged);
    // Runs `f`, once more on a new file when this one is damaged.
    void on_file(const std::function<void(Database&)>& f);
    bool is_there() const;

    const std::filesystem::path file_;
    const AccountId account_;
    std::atomic<std::size_t>& held_;
    std::mutex mutex_;  // guards database_
    Open database_;
};

}  // namespace syncgate::store

// A store in a folder: DIR/directory.db, and DIR/accounts/ID/store.db, words.db and
// blobs/ for each account.
#pragma once

#include <filesystem>

#include "store/engine.h"
#include "store/sqlite/file_database.h"

namespace syncgate::store {

class SqliteEngine final : public Engine {
  public:
    // DIR must exist. One process serves it; commands that copy accounts may have it open beside.
    // Accounts hold about so many files at most; 0: a
    // sixteenth of what the process may have open now. Throws StoreFailure.
    SqliteEngine(std::filesystem::path dir, std::size_t account_files);

    Database& directory() override { return directory_; }
    bool make_account(Connection& directory, AccountId account, const Fill& fill) override;
    void discard_account(AccountId account) noexcept override;
    std::unique_ptr<AccountPlace> open_account(AccountId account) override;
    void remove_account(AccountId account) noexcept override;
    std::vector<std::string> places() override;
    [[nodiscard]] std::string place_of(AccountId account) const override;
    void in_directory(Connection& account, const std::function<void(Connection&)>& f) override;
    void announce(const Scope& /*nobody else has the folder*/) override {}
    void announce_credentials(Connection& /*directory*/, AccountId /*account*/) override {}
    void announce_regime(Connection& /*directory*/) override {}
    [[nodiscard]] bool is_shared() const override { return false; }
    [[nodiscard]] const std::string& process() const override { return process_; }
    [[nodiscard]] const std::atomic<std::size_t>& held() const override { return held_; }
    [[nodiscard]] std::size_t most_held() const override { return most_held_; }

  private:
    [[nodiscard]] std::filesystem::path folder_of(AccountId account) const;

    const std::string process_;
    const std::filesystem::path accounts_;
    const std::size_t most_held_;
    std::atomic<std::size_t> held_ = 0;             // files of accounts
    std::atomic<std::size_t> directory_files_ = 0;  // not counted against most_held_
    sqlite::FileDatabase directory_;
};

}  // namespace syncgate::store

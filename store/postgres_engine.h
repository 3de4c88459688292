// A store in a PostgreSQL database, which several gateways share: every key starts with the
// account, and all tables of the directory and the accounts stand side by side.
#pragma once

#include <optional>

#include "base/log.h"
#include "model/change_listener.h"
#include "store/engine.h"
#include "store/postgres/listener.h"
#include "store/postgres/pool.h"

namespace syncgate::store {

class PostgresEngine final : public Engine {
  public:
    struct Options {
        std::size_t sessions = postgres::kSessions;
        std::size_t open_accounts = 0;       // at most; 0: 10,000
        ChangeListener* listener = nullptr;  // hears what other gateways commit; null: nobody does
    };
    // Brings the schema to this version, making it when the database is empty. Throws StoreFailure.
    PostgresEngine(const std::string& conninfo, const Options& options, Log& log);

    Database& directory() override { return pool_; }
    bool make_account(Connection& directory, AccountId account, const Fill& fill) override;
    void discard_account(AccountId /*went with the transaction*/) noexcept override {}
    std::unique_ptr<AccountPlace> open_account(AccountId account) override;
    void remove_account(AccountId account) noexcept override;
    std::vector<std::string> places() override;
    [[nodiscard]] std::string place_of(AccountId account) const override;
    void in_directory(Connection& account, const std::function<void(Connection&)>& f) override {
        f(account);
    }
    void announce(const Scope& scope) override;
    void announce_credentials(Connection& directory, AccountId account) override;
    void announce_regime(Connection& directory) override;
    [[nodiscard]] bool is_shared() const override { return true; }
    [[nodiscard]] const std::string& process() const override { return gateway_; }
    [[nodiscard]] const std::atomic<std::size_t>& held() const override { return held_; }
    [[nodiscard]] std::size_t most_held() const override { return most_held_; }

  private:
    void remove_rows(AccountId account);
    void sweep_gone();

    postgres::Pool pool_;
    const std::string gateway_;  // who this process is, among those on the database
    const std::size_t most_held_;
    std::atomic<std::size_t> held_ = 0;  // open accounts
    Blobs blobs_ = Blobs::in_database();
    std::optional<postgres::Listener> listener_;
};

}  // namespace syncgate::store

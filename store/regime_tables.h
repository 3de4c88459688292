// The regime as tables of the directory, remembered as long as nobody changes it: every request of
// a device asks for it.
#pragma once

#include <memory>
#include <mutex>

#include "store/engine.h"
#include "store/regime.h"

namespace syncgate::store {

class RegimeTables final : public Regime {
  public:
    explicit RegimeTables(Engine& engine) : engine_(engine) {}

    Result<Policy> policy(AccountId account, std::string_view address) override;
    Result<std::vector<ScopedValue>> values_for(AccountId account,
                                                std::string_view address) override;
    Result<std::vector<ScopedValue>> values() override;
    Result<void> set(const PolicyScope& scope, std::string_view name,
                     std::optional<std::string_view> value) override;
    Result<std::vector<DeviceRule>> rules() override;
    Result<std::int64_t> add_rule(const DeviceRule& rule) override;
    Result<void> remove_rule(std::int64_t number) override;
    void forget() override;

    // Drops what was chosen for the account, or the group. Inside a write; after its commit
    // forget() is due.
    void drop_account(Connection& db, AccountId account);
    void drop_group(Connection& db, std::string_view group);

  private:
    struct Loaded {
        std::vector<ScopedValue> values;
        std::vector<DeviceRule> rules;
        bool has_groups = false;  // some value is for a group
    };

    Result<std::shared_ptr<const Loaded>> loaded();
    // Ascending by name.
    Result<std::vector<std::string>> groups_of(AccountId account);
    template <class F>
    auto write(F f) -> decltype(f(std::declval<Connection&>()));

    Engine& engine_;
    std::mutex mutex_;         // guards all below
    std::uint64_t state_ = 0;  // another with every change
    // shared: who reads it goes on while it is replaced.
    std::shared_ptr<const Loaded> loaded_;
};

}  // namespace syncgate::store

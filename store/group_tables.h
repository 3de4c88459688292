// Groups and shares as tables of the directory.
#pragma once

#include "store/database.h"
#include "store/groups.h"
#include "store/regime_tables.h"

namespace syncgate::store {

class GroupTables final : public Groups {
  public:
    // A group takes its policy with it.
    GroupTables(Database& database, RegimeTables& regime) : database_(database), regime_(regime) {}

    Result<void> add_group(std::string_view name) override;
    Result<std::vector<Group>> groups() override;
    Result<void> remove_group(std::string_view name) override;
    Result<void> join(std::string_view name, AccountId account) override;
    Result<void> leave(std::string_view name, AccountId account) override;
    Result<void> share(const Share& share) override;
    Result<void> unshare(const Share& share) override;
    Result<std::vector<Share>> shares() override;
    Result<Sharing> sharing(AccountId viewer, AccountId owner) override;

    // Drops what the account is a member of and what it shares or is shared. Inside a write.
    static void forget(Connection& db, AccountId account);

  private:
    Database& database_;
    RegimeTables& regime_;
};

}  // namespace syncgate::store

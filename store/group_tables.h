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
    Result<std::vector<GroupOfMembers>> groups_of(AccountId account) override;
    Result<void> remove_group(std::string_view name) override;
    Result<void> join(std::string_view name, AccountId account) override;
    Result<void> leave(std::string_view name, AccountId account) override;
    Result<void> share(const Share& share) override;
    Result<void> set_shares(AccountId owner, CollectionId collection,
                            const std::vector<Share>& shares) override;
    Result<void> unshare(const Share& share) override;
    Result<std::vector<Share>> shares() override;
    Result<std::vector<Share>> shares_of(AccountId owner) override;
    Result<Sharing> sharing(AccountId viewer, AccountId owner) override;
    Result<std::map<AccountId, Sharing>> shared_with(AccountId viewer) override;
    Result<void> leave_share(AccountId viewer, AccountId owner, CollectionId collection) override;
    Result<void> end_shares(AccountId owner, CollectionId collection) override;
    Result<std::vector<SharedProperty>> shared_properties(AccountId viewer,
                                                          AccountId owner) override;
    Result<void> say(AccountId viewer, AccountId owner, CollectionId collection,
                     const std::vector<Said>& said, std::size_t most) override;

    // Drops what the account is a member of and what it shares or is shared. Inside a write.
    static void forget(Connection& db, AccountId account);

    // What members said of collections that they no longer see. Inside a write.
    static void forget_unseen(Connection& db);
    static void forget_unseen(Connection& db, AccountId owner);

    // Inside a write. Errors: as share().
    static Result<void> check_share(Connection& db, const Share& share);
    static Result<void> add_share(Connection& db, const Share& share);
    // Whether it was there. Its invitation ends with it; or is kept.
    static bool remove_share(Connection& db, const Share& share);
    static bool drop_share(Connection& db, const Share& share);

  private:
    Database& database_;
    RegimeTables& regime_;
};

}  // namespace syncgate::store

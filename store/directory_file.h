// DIR/directory.db.
#pragma once

#include <filesystem>
#include <functional>

#include "store/directory.h"
#include "store/group_tables.h"
#include "store/recipients.h"

namespace syncgate::store {

class DirectoryFile final : public Directory {
  public:
    // Throws StoreFailure.
    DirectoryFile(const std::filesystem::path& file, const Clock& clock);

    Result<void> add_domain(std::string_view name) override;
    Result<std::vector<std::string>> domains() override;
    Result<std::vector<AccountRecord>> accounts() override;
    Result<AccountRecord> find_login(std::string_view login) override;
    Result<AccountRecord> find_recipient(std::string_view address) override;
    std::optional<AccountRecord> recall_recipient(std::string_view address) override;
    Result<bool> is_local_domain(std::string_view domain) override;
    Result<std::vector<std::string>> sender_addresses(AccountId account) override;
    Result<void> add_alias(AccountId account, std::string_view address) override;
    Result<std::string> password_hash(AccountId account) override;
    Result<void> set_password(AccountId account, std::string_view hash) override;
    Result<void> set_enabled(AccountId account, bool enabled) override;
    Result<std::vector<VerifiedLogin>> verified_logins(UnixSeconds since) override;
    Result<void> remember_login(const VerifiedLogin& login, std::string_view hash) override;
    Result<void> forget_logins(AccountId account) override;
    Result<void> add_due(AccountId account, UnixSeconds when) override;
    Result<std::vector<AccountId>> due_before(UnixSeconds when) override;
    Result<void> clear_due(AccountId account, UnixSeconds upto) override;
    Groups& groups() override { return groups_; }
    Result<std::vector<std::string>> problems() override;

    // `make` makes the account's folder before the row is committed: an account that is listed has
    // its database. It says false when the id's folder is there already (a leftover, or a mailbox
    // newer than this directory): the next id is taken. Throws StoreFailure. It gets the address in
    // lower case. Errors: as Store::create_account.
    using Make = std::function<bool(AccountId, const std::string&)>;
    Result<AccountId> add_account(std::string_view address, std::string_view password_hash,
                                  const Make& make);
    Result<AccountRecord> account(AccountId id);
    // Every row that names it. Errors: kNotFound.
    Result<void> remove_account(AccountId id);

  private:
    const Clock& clock_;
    Recipients recipients_;
    DirectoryDatabase database_;
    GroupTables groups_{database_};
};

}  // namespace syncgate::store

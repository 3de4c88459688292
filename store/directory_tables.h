// The directory over its tables.
#pragma once

#include <functional>

#include "store/audit_tables.h"
#include "store/certificate_tables.h"
#include "store/directory.h"
#include "store/directory_access.h"
#include "store/engine.h"
#include "store/group_tables.h"
#include "store/invitation_tables.h"
#include "store/lesson_tables.h"
#include "store/push_tables.h"
#include "store/recipients.h"
#include "store/regime_tables.h"

namespace syncgate::store {

class DirectoryTables final : public Directory {
  public:
    DirectoryTables(Engine& engine, const Clock& clock)
        : clock_(clock),
          engine_(engine),
          regime_(engine),
          groups_(engine.directory(), regime_),
          invitations_(engine.directory()),
          certificates_(engine.directory()),
          audit_(engine.directory(), clock),
          lessons_(engine.directory(), clock),
          push_(engine.directory(), clock) {}

    Result<void> add_domain(std::string_view name) override;
    Result<std::vector<std::string>> domains() override;
    Result<std::vector<AccountRecord>> accounts() override;
    Result<std::vector<AccountRecord>> people(std::string_view domain,
                                              const std::vector<std::string>& beginnings,
                                              std::size_t most) override;
    Result<AccountRecord> find_login(std::string_view login) override;
    Result<AccountRecord> find_recipient(std::string_view address) override;
    std::optional<AccountRecord> recall_recipient(std::string_view address) override;
    Result<bool> is_local_domain(std::string_view domain) override;
    Result<std::vector<std::string>> sender_addresses(AccountId account) override;
    Result<void> add_alias(AccountId account, std::string_view address) override;
    Result<void> remove_alias(AccountId account, std::string_view address) override;
    Result<std::string> password_hash(AccountId account) override;
    Result<void> set_password(AccountId account, std::string_view hash) override;
    Result<void> set_name(AccountId account, std::string_view name) override;
    Result<void> set_enabled(AccountId account, bool enabled) override;
    Result<void> set_elsewhere(AccountId account, std::string_view url) override;
    Result<std::vector<VerifiedLogin>> verified_logins(UnixSeconds since) override;
    Result<void> remember_login(const VerifiedLogin& login, std::string_view hash) override;
    Result<void> forget_logins(AccountId account) override;
    Result<std::vector<AccountId>> due_before(UnixSeconds when) override;
    Groups& groups() override { return groups_; }
    Invitations& invitations() override { return invitations_; }
    Certificates& certificates() override { return certificates_; }
    Regime& regime() override { return regime_; }
    Audit& audit() override { return audit_; }
    Lessons& lessons() override { return lessons_; }
    PushSubscriptions& push_subscriptions() override { return push_; }
    Result<std::vector<std::string>> problems() override;

    // Before its first use. Failures throw StoreFailure.
    void prepare();

    using Fill = std::function<void(Connection&, AccountId, Blobs&)>;
    // Makes the account's place, filled by `fill`, before the row is committed: an account that is
    // listed has its data. An id whose place is taken is passed over. Errors: as
    // Store::create_account.
    Result<AccountId> add_account(std::string_view address, std::string_view password_hash,
                                  const Fill& fill);
    // The account of a group (store/group_books.h), made likewise when there is none. Errors: as
    // Store::group_account.
    Result<AccountId> add_group_account(std::string_view group, const Fill& fill);
    Result<AccountRecord> account(AccountId id) override;
    // Every row that names it. Errors: kNotFound.
    Result<void> remove_account(AccountId id);

  private:
    // Makes the place of an account, and its row. Inside a write; `made`, for when that fails.
    void insert_account(Connection& db, const AccountRecord& record, std::string_view local_part,
                        std::string_view password_hash, const Fill& fill, AccountId& made);
    // What failed leaves no place behind.
    Result<AccountId> settled(Result<AccountId> added, AccountId made);
    // f: as write_directory. What was remembered of recipients counts no more when it returns.
    template <class F>
    auto write(F f) -> decltype(f(std::declval<Connection&>())) {
        auto result = write_directory(engine_.directory(), std::move(f));
        recipients_.forget();
        return result;
    }

    const Clock& clock_;
    Engine& engine_;
    Recipients recipients_;  // none, where other processes change the directory too
    RegimeTables regime_;
    GroupTables groups_;
    InvitationTables invitations_;
    CertificateTables certificates_;
    AuditTables audit_;
    LessonTables lessons_;
    PushTables push_;
};

}  // namespace syncgate::store

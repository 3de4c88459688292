// Invitations as tables of the directory.
#pragma once

#include "store/database.h"
#include "store/invitations.h"

namespace syncgate::store {

class InvitationTables final : public Invitations {
  public:
    explicit InvitationTables(Database& database) : database_(database) {}

    Result<void> offer(const std::vector<Offer>& offers) override;
    Result<void> answer(const Invitation& invitation, Answer answer, const Notice& notice) override;
    Result<std::vector<Invitation>> invitations_by(AccountId owner) override;
    Result<std::vector<Invitation>> invitations_to(AccountId member) override;
    Result<std::vector<Notice>> notices(AccountId account) override;
    Result<void> remove_notice(AccountId account, std::string_view name) override;

    // What becomes of an invitation with its share; inside a write. It is shared, however that came
    // about; the member left it.
    static void accept(Connection& db, const Share& share);
    static void decline(Connection& db, const Share& share);
    // Ends those to the member of the share; to anybody; those between accounts without a common
    // group; those of an account and to it, with its notices.
    static void end(Connection& db, const Share& share);
    static void end(Connection& db, AccountId owner, CollectionId collection);
    static void end_without_group(Connection& db);
    static void forget(Connection& db, AccountId account);

  private:
    Database& database_;
};

}  // namespace syncgate::store

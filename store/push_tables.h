// Subscriptions of push services as tables of the directory.
#pragma once

#include "store/database.h"
#include "store/push_subscriptions.h"

namespace syncgate::store {

class PushTables final : public PushSubscriptions {
  public:
    PushTables(Database& database, const Clock& clock) : database_(database), clock_(clock) {}

    Result<std::string> add(const PushSubscription& subscription) override;
    Result<void> remove(AccountId account, std::string_view id) override;
    Result<std::vector<PushSubscription>> of(AccountId account) override;
    Result<std::vector<PushSubscription>> all() override;
    Result<std::vector<PushSubscription>> about(AccountId owner, CollectionId collection) override;
    Result<bool> tell(const PushSubscription& subscription, Modseq modseq) override;
    Result<void> note_own(const PushSubscription& subscription, Modseq before,
                          Modseq modseq) override;
    Result<std::string> key(const std::function<std::string()>& make) override;

    // Of the account, and about its collections.
    static void forget(Connection& directory, AccountId account);

  private:
    Database& database_;
    const Clock& clock_;
};

}  // namespace syncgate::store

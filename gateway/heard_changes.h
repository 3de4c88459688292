// What the store tells, passed on: changes to who waits for them and to push services, mail for the
// relay to who sends it, news of logins to who remembers them.
#pragma once

#include <atomic>

#include "gateway/auth/password_authenticator.h"
#include "gateway/herald/herald.h"
#include "gateway/outbox/bell.h"
#include "gateway/push/hub.h"
#include "model/change_listener.h"
#include "store/regime.h"

namespace syncgate {

class HeardChanges final : public ChangeListener {
  public:
    HeardChanges(push::Hub& hub, outbox::Bell& bell) : hub_(hub), bell_(bell) {}

    // Made after the store, which they read; what they read before counts as old.
    void connect(auth::PasswordAuthenticator& authenticator, store::Regime& regime) {
        authenticator_ = &authenticator;
        regime_ = &regime;
        authenticator.reload();
        regime.forget();
    }

    // Made after the store, too; outlives whoever writes.
    void connect(herald::Herald& herald) {
        herald_ = &herald;
        herald.missed();
    }

    void changed(AccountId account, CollectionId collection, Modseq modseq) override {
        hub_.changed(account, collection, modseq);
        if (auto* herald = herald_.load(); herald != nullptr) {
            herald->changed(account, collection);
        }
    }
    void mail_waits() override { bell_.ring(); }
    // Who waits has to log in anew.
    void credentials_changed(AccountId account) override {
        if (auto* authenticator = authenticator_.load(); authenticator != nullptr) {
            authenticator->forget(account);
        }
        hub_.disturb(account, Wake::kPolicy);
    }
    // Who waits looks whether it is still let in.
    void regime_changed() override {
        if (auto* regime = regime_.load(); regime != nullptr) {
            regime->forget();
        }
        hub_.missed();
    }
    void missed() override {
        if (auto* regime = regime_.load(); regime != nullptr) {
            regime->forget();
        }
        if (auto* authenticator = authenticator_.load(); authenticator != nullptr) {
            authenticator->reload();
        }
        if (auto* herald = herald_.load(); herald != nullptr) {
            herald->missed();
        }
        hub_.missed();
    }

  private:
    push::Hub& hub_;
    outbox::Bell& bell_;
    std::atomic<auth::PasswordAuthenticator*> authenticator_ = nullptr;
    std::atomic<store::Regime*> regime_ = nullptr;
    std::atomic<herald::Herald*> herald_ = nullptr;
};

}  // namespace syncgate

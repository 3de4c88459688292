// An account over its tables.
#pragma once

#include <atomic>
#include <memory>
#include <string>

#include "base/clock.h"
#include "base/scratch.h"
#include "model/change_listener.h"
#include "store/account.h"
#include "store/engine.h"
#include "store/to_index.h"
#include "store/writer.h"

namespace syncgate::store {

// What carries intents to other accounts; the store is it.
class Courier {
  public:
    virtual ~Courier() = default;
    // Errors: kNotFound (no such account any more).
    virtual Result<std::shared_ptr<Account>> receiver(AccountId account) = 0;
    [[nodiscard]] virtual const Clock& clock() const = 0;
    // For a text on its way.
    [[nodiscard]] virtual Scratch scratch() const = 0;
};

// The account's row and its fixed folders, inside a write transaction of it. Throws StoreFailure.
void fill_account(Connection& connection, AccountId account, Blobs& blobs, const Clock& clock);

class StoredAccount final : public Account {
  public:
    struct Services {
        const Clock& clock;
        ChangeListener* listener;
        Engine& engine;
        Courier& courier;
        ToIndex& to_index;
        Rules rules{};
    };

    // Throws StoreFailure: as Engine::open_account.
    StoredAccount(AccountId id, std::string address, Services services);
    ~StoredAccount() override;

    [[nodiscard]] AccountId id() const override { return id_; }
    [[nodiscard]] const std::string& address() const override { return address_; }

    // Carries out what intents there are. True when none is left.
    bool carry_out_intents();

    // The directory's entry of mail that waits for the relay becomes what the account says.
    Result<void> settle_outgoing_due(const OutgoingHolder& holder);

    // Drops what was remembered until now or before. Does nothing when there is none.
    Result<void> forget_expired();

    // Waits for the writes at work and refuses later ones (kUnavailable) until `false` is given.
    void set_retired(bool retired);

  private:
    Result<void> do_read(const std::function<void(const Snapshot&)>& f) override;
    Result<void> do_note(const std::function<bool(Note&)>& f) override;
    Result<void> do_write(const std::function<bool(Change&)>& f) override;

    Writer::Hooks hooks();
    void refuse_if_retired() const;

    const AccountId id_;
    const std::string address_;
    const Services services_;
    const std::unique_ptr<AccountPlace> place_;
    Writer writer_;
    std::atomic<bool> retired_ = false;
};

}  // namespace syncgate::store

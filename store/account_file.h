// An account's folder: DIR/accounts/ID/store.db and blobs/.
#pragma once

#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/clock.h"
#include "model/change_listener.h"
#include "store/account.h"
#include "store/blobs.h"
#include "store/directory.h"
#include "store/writer.h"

namespace syncgate::store {

// What carries intents to other accounts; the store is it.
class Courier {
  public:
    virtual ~Courier() = default;
    // Errors: kNotFound (no such account any more).
    virtual Result<std::shared_ptr<Account>> receiver(AccountId account) = 0;
    [[nodiscard]] virtual const Clock& clock() const = 0;
};

class AccountFile final : public Account {
  public:
    struct Services {
        const Clock& clock;
        ChangeListener* listener;
        Directory& directory;
        Courier& courier;
    };

    // Opens the account, making database and fixed folders when they are not there. Throws
    // StoreFailure.
    AccountFile(const std::filesystem::path& folder, AccountId id, std::string address,
                Services services);
    ~AccountFile() override;

    [[nodiscard]] AccountId id() const override { return id_; }
    [[nodiscard]] const std::string& address() const override { return address_; }

    // Carries out what intents there are. True when none is left.
    bool carry_out_intents();

  private:
    Result<void> do_read(const std::function<void(const Snapshot&)>& f) override;
    Result<void> do_note(const std::function<bool(Note&)>& f) override;
    Result<void> do_write(const std::function<bool(Change&)>& f) override;

    void make_fixed_folders();
    void announce(const Scope& scope);

    std::unique_ptr<Connection> take_reader();
    void give_back(std::unique_ptr<Connection> reader);

    AccountId id_;
    std::string address_;
    std::filesystem::path file_;
    Services services_;
    Blobs blobs_;
    std::unique_ptr<Writer> writer_;

    std::mutex readers_mutex_;  // guards readers_
    std::vector<std::unique_ptr<Connection>> readers_;
};

}  // namespace syncgate::store

// The server in this process: the store, the endpoints of ActiveSync and WebDAV, and the two ways
// in which all end and begin again. A mistake can be planted before the endpoints.
//
// On SQLite a kill is what the disk holds at one moment: the files are copied as they lie, in the
// midst of a request if need be, and the copy is opened; what the old process still did is lost. On
// PostgreSQL two gateways share the database and answer in turn; a kill comes after a request.
#pragma once

#include <array>
#include <filesystem>
#include <memory>
#include <optional>

#include "base/clock.h"
#include "base/log.h"
#include "model/change_listener.h"
#include "protocols/activesync/endpoint.h"
#include "protocols/dav/endpoint.h"
#include "store/account.h"
#include "store/store.h"
#include "tests/twin/mistaken.h"
#include "tests/twin/phone.h"
#include "tests/twin/scratch_database.h"

namespace syncgate::twin {

class Host final : private ChangeListener {
  public:
    // `folder` is there and empty; it and the clock outlive the host. `database`: a PostgreSQL
    // cluster's conninfo; "": SQLite. `others`: so many accounts beside that of the phones.
    Host(std::filesystem::path folder, const std::string& database, const Clock& clock,
         int others = 0, Planted mistake = Planted::kNone);
    ~Host() override;

    [[nodiscard]] store::Account& account() { return *gateways_[turn_].account; }
    // The first of the others.
    [[nodiscard]] std::shared_ptr<store::Account> other();
    // Who answers the next request.
    [[nodiscard]] Server server();

    // Closed in good order and opened again.
    void restart();
    // From now on the next commit of an item's change is the last thing that reaches the disk.
    void kill_at_next_commit() { armed_ = !database_; }
    // The process has ended, now or at that commit. Whether it was at that commit.
    bool kill();

    Host(const Host&) = delete;
    Host& operator=(const Host&) = delete;

  private:
    struct Gateway {
        std::unique_ptr<store::Store> store;
        std::shared_ptr<store::Account> account;
        std::unique_ptr<activesync::Endpoint> endpoint;
        std::unique_ptr<dav::Endpoint> dav;
        std::unique_ptr<Mistaken> mistaken;  // stands before both
    };

    [[nodiscard]] std::filesystem::path generation() const;
    [[nodiscard]] std::unique_ptr<store::Store> open_store(std::size_t gateway);
    void open();
    void close();
    void copy_to_next();
    void changed(AccountId account, CollectionId collection, Modseq modseq) override;
    void mail_waits() override {}
    void credentials_changed(AccountId /*by another process*/) override {}
    void regime_changed() override {}
    void missed() override {}

    std::filesystem::path folder_;
    std::optional<ScratchDatabase> database_;
    const Clock& clock_;
    const Planted mistake_;
    NullLog log_;
    int generation_ = 0;  // counts the copies; the store's folder is named by it
    bool armed_ = false;
    bool copied_ = false;
    std::size_t turn_ = 0;
    std::array<Gateway, 2> gateways_;  // the second only on PostgreSQL
};

}  // namespace syncgate::twin

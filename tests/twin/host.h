// The server in this process: the store on its folder, the ActiveSync endpoint, and the two ways in
// which both end and begin again.
//
// A kill is what the disk holds at one moment: the files are copied as they lie, in the midst of a
// request if need be, and the copy is opened; what the old process still did is lost.
#pragma once

#include <filesystem>
#include <memory>

#include "base/clock.h"
#include "base/log.h"
#include "model/change_listener.h"
#include "protocols/activesync/endpoint.h"
#include "store/account.h"
#include "store/store.h"
#include "tests/twin/phone.h"

namespace syncgate::twin {

class Host final : private ChangeListener {
  public:
    // `folder` is there and empty; it and the clock outlive the host.
    Host(std::filesystem::path folder, const Clock& clock);
    ~Host() override;

    [[nodiscard]] store::Account& account() { return *account_; }
    [[nodiscard]] const Server& server() const { return server_; }

    // Closed in good order and opened again.
    void restart();
    // From now on the next commit of an item's change is the last thing that reaches the disk.
    void kill_at_next_commit() { armed_ = true; }
    // The process has ended, now or at that commit. Whether it was at that commit.
    bool kill();

    Host(const Host&) = delete;
    Host& operator=(const Host&) = delete;

  private:
    [[nodiscard]] std::filesystem::path generation() const;
    void open();
    void close();
    void copy_to_next();
    void changed(AccountId account, CollectionId collection, Modseq modseq) override;
    void credentials_changed(AccountId /*by another process*/) override {}
    void missed() override {}

    std::filesystem::path folder_;
    const Clock& clock_;
    NullLog log_;
    int generation_ = 0;  // counts the copies; the store's folder is named by it
    bool armed_ = false;
    bool copied_ = false;
    std::unique_ptr<store::Store> store_;
    std::shared_ptr<store::Account> account_;
    std::unique_ptr<activesync::Endpoint> endpoint_;
    Server server_;
};

}  // namespace syncgate::twin

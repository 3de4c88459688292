// An account's folder: DIR/accounts/ID/store.db and blobs/.
#pragma once

#include <atomic>
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

// Files that are held, counted while it lives.
class FileCount {
  public:
    FileCount(std::atomic<std::size_t>& count, std::size_t files) : count_(count), files_(files) {
        count_ += files_;
    }
    ~FileCount() { count_ -= files_; }
    FileCount(const FileCount&) = delete;
    FileCount& operator=(const FileCount&) = delete;

  private:
    std::atomic<std::size_t>& count_;
    std::size_t files_;
};

class AccountFile final : public Account {
  public:
    struct Services {
        const Clock& clock;
        ChangeListener* listener;
        Directory& directory;
        Courier& courier;
        std::atomic<std::size_t>& files;  // how many all accounts hold; each adds its own
        Rules rules{};
    };
    enum class Mode { kMake, kOpen };

    // kMake: makes the folder, which must not be there, the database and its fixed folders, all
    // durable. kOpen: the database must be this account's; one that is missing is a failure, never
    // an empty mailbox. Throws StoreFailure.
    AccountFile(const std::filesystem::path& folder, AccountId id, std::string address, Mode mode,
                Services services);
    ~AccountFile() override;

    [[nodiscard]] AccountId id() const override { return id_; }
    [[nodiscard]] const std::string& address() const override { return address_; }

    // Carries out what intents there are. True when none is left.
    bool carry_out_intents();

    // Drops what was remembered until now or before. Does nothing when there is none.
    Result<void> forget_expired();

    // Waits for the writes at work and refuses later ones (kUnavailable) until `false` is given.
    void set_retired(bool retired);

  private:
    Result<void> do_read(const std::function<void(const Snapshot&)>& f) override;
    Result<void> do_note(const std::function<bool(Note&)>& f) override;
    Result<void> do_write(const std::function<bool(Change&)>& f) override;

    class Reader;

    void make_folder();
    void make_row_and_folders();
    void require_row(Connection& connection);
    void refuse_if_retired() const;
    void announce(const Scope& scope);

    std::unique_ptr<Reader> take_reader();
    void give_back(std::unique_ptr<Reader> reader);

    AccountId id_;
    std::string address_;
    std::filesystem::path file_;
    Services services_;
    Blobs blobs_;
    FileCount files_;
    std::unique_ptr<Writer> writer_;
    std::atomic<bool> retired_ = false;

    std::mutex readers_mutex_;  // guards readers_
    std::vector<std::unique_ptr<Reader>> readers_;
};

}  // namespace syncgate::store

// The accounts that are open. One is opened by whoever asks for it first; others wait for that
// account alone. They hold at most so many files: beyond, the least recently used that nobody has
// in hand is closed.
//
// Thread-safe.
#pragma once

#include <atomic>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "model/ids.h"
#include "store/stored_account.h"

namespace syncgate::store {

class OpenAccounts {
  public:
    using Held = std::shared_ptr<StoredAccount>;  // shared: whoever has it keeps it open
    using Open = std::function<Result<Held>(AccountId)>;

    // `files` counts the files that open accounts hold; it and `clock` outlive this.
    OpenAccounts(const Clock& clock, const std::atomic<std::size_t>& files, std::size_t most_files,
                 Open open)
        : clock_(clock), files_(files), most_files_(most_files), open_(std::move(open)) {}

    // Errors: those of `open`, told again for kRememberedSeconds without another try (but
    // kNotFound, which costs nothing); kUnavailable while it is being deleted.
    Result<Held> get(AccountId account);

    // Those open now, without using them.
    std::vector<Held> all();

    // Nobody gets the account from here until admit() or remove(). Errors: kUnavailable (another
    // deletes it).
    Result<void> bar(AccountId account);
    void admit(AccountId account);
    // Closes a barred account; get() then asks `open` again, which finds it no more.
    void remove(AccountId account);

    static constexpr UnixSeconds kRememberedSeconds = 5;

  private:
    struct Slot {
        std::mutex mutex;  // held while it is opened or closed; guards all but `place`
        Held file;
        std::optional<Error> failure;
        UnixSeconds failed_at = 0;
        bool barred = false;
        std::optional<std::list<AccountId>::iterator> place;  // guarded by OpenAccounts::mutex_
    };

    // Slots stay: a second one would let an account be open twice.
    std::shared_ptr<Slot> slot_of(AccountId account);
    Result<Held> open_in(Slot& slot, AccountId account);
    void use(Slot& slot, AccountId account);
    void close_unused();
    std::shared_ptr<Slot> oldest();

    const Clock& clock_;
    const std::atomic<std::size_t>& files_;
    std::size_t most_files_;
    Open open_;

    std::mutex mutex_;  // guards slots_, order_ and every slot's place; never held over I/O
    std::map<AccountId, std::shared_ptr<Slot>> slots_;
    std::list<AccountId> order_;  // of the open ones; least recently used first
};

}  // namespace syncgate::store

#include "store/open_accounts.h"

namespace syncgate::store {

std::shared_ptr<OpenAccounts::Slot> OpenAccounts::slot_of(AccountId account) {
    const std::lock_guard lock(mutex_);
    auto& slot = slots_[account];
    if (!slot) {
        slot = std::make_shared<Slot>();
    }
    return slot;
}

Result<OpenAccounts::Held> OpenAccounts::get(AccountId account) {
    const auto slot = slot_of(account);
    Result<Held> held = Error{ErrorCode::kUnavailable, "the account is being deleted"};
    {
        const std::lock_guard lock(slot->mutex);
        if (!slot->barred) {
            held = open_in(*slot, account);
        }
    }
    if (held && files_ > most_files_) {
        close_unused();
    }
    return held;
}

Result<OpenAccounts::Held> OpenAccounts::open_in(Slot& slot, AccountId account) {
    if (!slot.file) {
        const UnixSeconds passed = clock_.now() - slot.failed_at;
        if (slot.failure && passed >= 0 && passed < kRememberedSeconds) {
            return *slot.failure;
        }
        slot.failure.reset();
        auto opened = open_(account);
        if (!opened) {
            if (opened.error().code != ErrorCode::kNotFound) {
                slot.failure = opened.error();
                slot.failed_at = clock_.now();
            }
            return opened;
        }
        slot.file = *std::move(opened);
    }
    use(slot, account);
    return slot.file;
}

void OpenAccounts::use(Slot& slot, AccountId account) {
    const std::lock_guard lock(mutex_);
    if (slot.place) {
        order_.splice(order_.end(), order_, *slot.place);
    } else {
        slot.place = order_.insert(order_.end(), account);
    }
}

std::vector<OpenAccounts::Held> OpenAccounts::all() {
    std::vector<std::shared_ptr<Slot>> slots;
    {
        const std::lock_guard lock(mutex_);
        for (const auto account : order_) {
            slots.push_back(slots_.at(account));
        }
    }
    std::vector<Held> open;
    for (const auto& slot : slots) {
        const std::lock_guard lock(slot->mutex);
        if (slot->file && !slot->barred) {
            open.push_back(slot->file);
        }
    }
    return open;
}

// The slot that was used longest ago; it counts as used now, so that the next call gives another.
std::shared_ptr<OpenAccounts::Slot> OpenAccounts::oldest() {
    const std::lock_guard lock(mutex_);
    if (order_.empty()) {
        return nullptr;
    }
    const auto slot = slots_.at(order_.front());
    order_.splice(order_.end(), order_, order_.begin());
    return slot;
}

void OpenAccounts::close_unused() {
    // In hand are at most as many as there are threads.
    constexpr int kMostLooks = 64;
    for (int look = 0; look < kMostLooks && files_ > most_files_; ++look) {
        const auto slot = oldest();
        if (!slot) {
            return;
        }
        const std::unique_lock slot_lock(slot->mutex, std::try_to_lock);
        // Copies are only made under the slot's mutex: one that is alone stays so.
        if (!slot_lock || !slot->file || slot->file.use_count() > 1) {
            continue;
        }
        slot->file.reset();
        const std::lock_guard lock(mutex_);
        if (slot->place) {
            order_.erase(*slot->place);
            slot->place.reset();
        }
    }
}

Result<void> OpenAccounts::bar(AccountId account) {
    const auto slot = slot_of(account);
    const std::lock_guard lock(slot->mutex);
    if (slot->barred) {
        return Error{ErrorCode::kUnavailable, "the account is being deleted"};
    }
    slot->barred = true;
    return {};
}

void OpenAccounts::admit(AccountId account) {
    const auto slot = slot_of(account);
    const std::lock_guard lock(slot->mutex);
    slot->barred = false;
}

void OpenAccounts::remove(AccountId account) {
    const auto slot = slot_of(account);
    const std::lock_guard slot_lock(slot->mutex);
    slot->file.reset();
    slot->failure.reset();
    slot->barred = false;
    const std::lock_guard lock(mutex_);
    if (slot->place) {
        order_.erase(*slot->place);
        slot->place.reset();
    }
}

}  // namespace syncgate::store

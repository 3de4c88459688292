#include "store/postgres/pool.h"

#include <chrono>

#include "store/failure.h"

namespace syncgate::store::postgres {
namespace {

constexpr std::chrono::seconds kPatience{10};

}  // namespace

// A place, and an idle session if there is one. The place is the caller's.
std::unique_ptr<Connection> Pool::take_idle() {
    std::unique_lock lock(mutex_);
    if (!freed_.wait_for(lock, kPatience, [this] { return lent_ < most_; })) {
        throw StoreFailure({ErrorCode::kUnavailable, "postgresql: every session is in use"});
    }
    ++lent_;
    if (idle_.empty()) {
        return nullptr;
    }
    auto session = std::move(idle_.back());
    idle_.pop_back();
    return session;
}

LentConnection Pool::lend() {
    auto session = take_idle();
    if (session == nullptr) {
        try {
            session = connect(conninfo_);
        } catch (...) {
            take_back(nullptr, true);
            throw;
        }
    }
    return {*this, std::move(session)};
}

// One that broke takes those that lie idle with it: they end at the same server.
void Pool::take_back(std::unique_ptr<Connection> connection, bool spoiled) noexcept {
    std::vector<std::unique_ptr<Connection>> broken;
    {
        const std::lock_guard lock(mutex_);
        --lent_;
        if (connection != nullptr && connection->is_lost()) {
            broken.swap(idle_);
        } else if (connection != nullptr && !spoiled) {
            idle_.push_back(std::move(connection));
        }
    }
    freed_.notify_one();
}

}  // namespace syncgate::store::postgres

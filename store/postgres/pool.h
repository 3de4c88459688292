// The sessions that one gateway holds: few, lent for one transaction each, so that no pooler is
// needed in front of the server.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <string>
#include <vector>

#include "store/database.h"
#include "store/postgres/connection.h"

namespace syncgate::store::postgres {

inline constexpr std::size_t kSessions = 16;

// Thread-safe.
class Pool final : public Database {
  public:
    explicit Pool(std::string conninfo, std::size_t most = kSessions)
        : conninfo_(std::move(conninfo)), most_(most) {
        idle_.reserve(most_);
    }

    // Waits for a free one, at most ten seconds.
    LentConnection reader() override { return lend(); }
    LentConnection writer() override { return lend(); }

  private:
    LentConnection lend();
    std::unique_ptr<Connection> take_idle();
    void take_back(std::unique_ptr<Connection> connection, bool spoiled) noexcept override;

    const std::string conninfo_;
    const std::size_t most_;
    std::mutex mutex_;  // guards all below
    std::condition_variable freed_;
    std::vector<std::unique_ptr<Connection>> idle_;
    std::size_t lent_ = 0;
};

}  // namespace syncgate::store::postgres

// What all loops count together, and the bounds that accepting keeps.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>

#include "base/log.h"
#include "gateway/net/accepted.h"

namespace syncgate::net {

// Thread-safe.
struct Traffic {
    Log& log;
    std::size_t max_connections = 10'000;
    std::size_t max_handshakes = 128;

    std::atomic<std::uint64_t> accepted{0};
    std::atomic<std::size_t> connections{0};
    std::atomic<std::size_t> handshakes{0};

    // Beyond the cap some are still taken, to be told so; then accepting waits. Strangers fill no
    // more than that, so the local endpoint never waits, and a reserved one has some places more.
    [[nodiscard]] bool overloaded(const Endpoint& to) const {
        return !to.local && connections > (to.reserved ? reserve() : max_connections);
    }
    [[nodiscard]] bool full(const Endpoint& to) const {
        return !to.local && connections >= (to.reserved ? reserve() + kTold : brim());
    }
    // Accepting slows down, so that a storm of handshakes leaves time for other work; it never
    // stops, or strangers who say nothing would keep everybody out.
    [[nodiscard]] bool crowded() const { return handshakes >= max_handshakes; }

  private:
    static constexpr std::size_t kTold = 16;
    [[nodiscard]] std::size_t brim() const {
        return max_connections + max_connections / 16 + kTold;
    }
    [[nodiscard]] std::size_t reserve() const { return brim() + max_connections / 64 + kTold; }
};

}  // namespace syncgate::net

// Names one request on one connection, for any thread: to deliver what came of it, or to wake it.
#pragma once

#include <atomic>
#include <cstdint>

namespace syncgate::net {

struct ExchangeHandle {
    std::uint32_t loop = 0;
    std::uint32_t slot = 0;
    // Ascending over the whole process and new for every request, not every connection: what is
    // late for one request can then never reach the next one of its connection.
    std::uint64_t generation = 0;

    bool operator==(const ExchangeHandle&) const = default;

    static std::uint64_t next_generation() {
        static std::atomic<std::uint64_t> last{0};
        return last.fetch_add(1, std::memory_order_relaxed) + 1;
    }
};

}  // namespace syncgate::net

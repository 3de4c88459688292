// Whether a peer keeps up a least rate, window after window.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace syncgate::net {

class Progress {
  public:
    // A window begins when so many bytes have passed.
    void begin(std::uint64_t bytes) { began_at_ = bytes; }

    // At the window's end. `floor` in bytes a second.
    [[nodiscard]] bool is_slow(std::uint64_t bytes, std::size_t floor,
                               std::chrono::milliseconds window) const {
        return (bytes - began_at_) * 1000 < floor * static_cast<std::uint64_t>(window.count());
    }

  private:
    std::uint64_t began_at_ = 0;
};

}  // namespace syncgate::net

// The address of a Unix socket by its path, also by one that is longer than the 107 bytes which
// an address holds.
#pragma once

#include <string>

#include "base/result.h"
#include "gateway/net/address.h"

namespace syncgate::net {

// For bind() and connect(); valid while it lives.
class UnixAddress {
  public:
    // Errors: kUnavailable (the folder cannot be opened), kMalformed (a name that is too long).
    static Result<UnixAddress> of(const std::string& path);
    ~UnixAddress();
    UnixAddress(UnixAddress&& other) noexcept;
    UnixAddress& operator=(UnixAddress&&) = delete;

    [[nodiscard]] const SocketAddress& address() const { return address_; }

  private:
    UnixAddress() = default;

    SocketAddress address_;
    int folder_ = -1;  // a long path is reached through /proc/self/fd
};

}  // namespace syncgate::net

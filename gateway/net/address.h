// Addresses as text and as the kernel has them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <sys/socket.h>

#include "base/result.h"

namespace syncgate::net {

struct SocketAddress {
    sockaddr_storage storage{};
    socklen_t size = 0;
};

// "ADDR:PORT" or "[V6]:PORT", numeric. Errors: kMalformed.
Result<SocketAddress> parse_address(const std::string& text);

// Of an IPv4 or IPv6 address; of others the family alone.
sockaddr_storage storage_of(const sockaddr& address);

std::string to_text(const SocketAddress& address);       // as parse_address() reads it
std::string host_text(const sockaddr_storage& address);  // an IPv4-mapped one as IPv4; "" if other

// Addresses and networks: "127.0.0.1", "10.0.0.0/8", "::1".
class AddressList {
  public:
    AddressList() = default;
    // Errors: kMalformed.
    static Result<AddressList> parse(const std::vector<std::string>& texts);
    [[nodiscard]] bool contains(const sockaddr_storage& address) const;

  private:
    struct Network {
        std::string bytes;  // 16; IPv4 mapped
        unsigned bits = 128;
    };
    std::vector<Network> networks_;
};

}  // namespace syncgate::net

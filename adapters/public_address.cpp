#include "adapters/public_address.h"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <iterator>

#include <netinet/in.h>

namespace syncgate::adapters {
namespace {

struct V4 {
    std::uint8_t bytes[4];
    unsigned bits;
};
constexpr V4 kSpecial4[] = {
    {{0, 0, 0, 0}, 8},      {{10, 0, 0, 0}, 8},     {{100, 64, 0, 0}, 10}, {{127, 0, 0, 0}, 8},
    {{169, 254, 0, 0}, 16}, {{172, 16, 0, 0}, 12},  {{192, 0, 0, 0}, 24},  {{192, 0, 2, 0}, 24},
    {{192, 88, 99, 0}, 24}, {{192, 168, 0, 0}, 16}, {{198, 18, 0, 0}, 15}, {{198, 51, 100, 0}, 24},
    {{203, 0, 113, 0}, 24}, {{224, 0, 0, 0}, 4},    {{240, 0, 0, 0}, 4},
};

struct V6 {
    std::uint8_t bytes[4];  // the rest is zero
    unsigned bits;
};
constexpr V6 kGlobal6 = {{0x20, 0, 0, 0}, 3};
constexpr V6 kSpecial6[] = {
    {{0x20, 0x01, 0, 0}, 23},        // protocols, Teredo among them
    {{0x20, 0x01, 0x0d, 0xb8}, 32},  // documentation
    {{0x20, 0x02, 0, 0}, 16},        // 6to4: an IPv4 address
    {{0x3f, 0xff, 0, 0}, 20},        // documentation
};

bool begins(const std::uint8_t* address, const std::uint8_t (&bytes)[4], unsigned bits) {
    const unsigned whole = bits / 8;
    const unsigned mask = 0xffU << (8 - bits % 8) & 0xffU;
    return std::equal(bytes, bytes + whole, address) &&
           (bits % 8 == 0 || ((address[whole] ^ bytes[whole]) & mask) == 0);
}

template <class Row, std::size_t N>
bool is_in(const std::uint8_t* address, const Row (&rows)[N]) {
    return std::any_of(std::begin(rows), std::end(rows),
                       [&](const Row& row) { return begins(address, row.bytes, row.bits); });
}

}  // namespace

bool is_public(const sockaddr& address) {
    if (address.sa_family == AF_INET) {
        sockaddr_in v4{};
        std::memcpy(&v4, &address, sizeof v4);
        std::uint8_t bytes[4];
        std::memcpy(bytes, &v4.sin_addr, sizeof bytes);
        return !is_in(bytes, kSpecial4);
    }
    if (address.sa_family == AF_INET6) {
        sockaddr_in6 v6{};
        std::memcpy(&v6, &address, sizeof v6);
        const std::uint8_t* bytes = v6.sin6_addr.s6_addr;
        return begins(bytes, kGlobal6.bytes, kGlobal6.bits) && !is_in(bytes, kSpecial6);
    }
    return false;
}

}  // namespace syncgate::adapters

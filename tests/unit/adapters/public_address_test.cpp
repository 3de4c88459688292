#include "adapters/public_address.h"

#include <memory>
#include <string>

#include <gtest/gtest.h>
#include <netdb.h>

namespace syncgate::adapters {
namespace {

bool is_public(const std::string& numeric) {
    addrinfo hints{};
    hints.ai_flags = AI_NUMERICHOST;
    addrinfo* found = nullptr;
    EXPECT_EQ(getaddrinfo(numeric.c_str(), nullptr, &hints, &found), 0) << numeric;
    const std::unique_ptr<addrinfo, void (*)(addrinfo*)> owned(found, freeaddrinfo);
    return found != nullptr && adapters::is_public(*found->ai_addr);
}

TEST(PublicAddress, IsOneThatAnybodyReaches) {
    for (const char* address :
         {"1.1.1.1", "9.255.255.255", "11.0.0.1", "100.63.255.255", "100.128.0.1", "172.15.255.255",
          "172.32.0.1", "192.0.1.1", "192.167.1.1", "198.17.0.1", "198.20.0.1", "223.255.255.255",
          "2606:4700::1111", "2001:200::1", "2a00::1", "3ffe::1"}) {
        EXPECT_TRUE(is_public(address)) << address;
    }
}

TEST(PublicAddress, IsNoneOfThisMachineOrItsNetworks) {
    for (const char* address : {"0.0.0.0",
                                "10.1.2.3",
                                "100.64.0.1",
                                "127.0.0.1",
                                "127.255.255.254",
                                "169.254.169.254",
                                "172.16.0.1",
                                "172.31.255.255",
                                "192.0.0.1",
                                "192.0.2.1",
                                "192.168.1.1",
                                "198.18.0.1",
                                "198.19.255.255",
                                "198.51.100.1",
                                "203.0.113.9",
                                "224.0.0.1",
                                "255.255.255.255",
                                "::",
                                "::1",
                                "::ffff:127.0.0.1",
                                "::ffff:8.8.8.8",
                                "64:ff9b::7f00:1",
                                "fc00::1",
                                "fd12::1",
                                "fe80::1",
                                "ff02::1",
                                "2001::1",
                                "2001:db8::1",
                                "2002:7f00:1::",
                                "3fff::1"}) {
        EXPECT_FALSE(is_public(address)) << address;
    }
}

}  // namespace
}  // namespace syncgate::adapters

#include "gateway/net/address.h"

#include <cstring>
#include <string>

#include <gtest/gtest.h>
#include <netinet/in.h>

#include "gateway/net/unix_address.h"

namespace syncgate::net {
namespace {

TEST(Address, WritesWhatItReads) {
    for (const std::string text : {"127.0.0.1:0", "0.0.0.0:443", "[::1]:8443", "[::]:65535"}) {
        SCOPED_TRACE(text);
        auto address = parse_address(text);
        ASSERT_TRUE(address);
        EXPECT_EQ(to_text(*address), text);
    }
}

TEST(Address, RefusesWhatIsNotAddressAndPort) {
    for (const std::string text :
         {"", ":", "443", "127.0.0.1", "127.0.0.1:", "127.0.0.1:x", "127.0.0.1:65536", "::1:443",
          "[::1]", "[127.0.0.1]:80", "localhost:80", "127.0.0.1:-1", "[::1:443"}) {
        SCOPED_TRACE(text);
        auto address = parse_address(text);
        ASSERT_FALSE(address);
        EXPECT_EQ(address.error().code, ErrorCode::kMalformed);
    }
}

TEST(Address, AMappedAddressIsShownAsIpv4) {
    EXPECT_EQ(host_text(parse_address("[::ffff:192.0.2.7]:1")->storage), "192.0.2.7");
    EXPECT_EQ(host_text(parse_address("[2001:db8::7]:1")->storage), "2001:db8::7");
}

struct Membership {
    const char* network;
    const char* address;
    bool inside;
};
constexpr Membership kMemberships[] = {
    {"127.0.0.1", "127.0.0.1:1", true},
    {"127.0.0.1", "127.0.0.2:1", false},
    {"10.0.0.0/8", "10.255.0.1:1", true},
    {"10.0.0.0/8", "11.0.0.1:1", false},
    {"192.0.2.128/25", "192.0.2.129:1", true},
    {"192.0.2.128/25", "192.0.2.127:1", false},
    {"0.0.0.0/0", "203.0.113.9:1", true},
    {"0.0.0.0/0", "[2001:db8::1]:1", false},
    {"::1", "[::1]:1", true},
    {"::1", "[::2]:1", false},
    {"2001:db8::/33", "[2001:db8:7fff::]:1", true},
    {"2001:db8::/33", "[2001:db8:8000::]:1", false},
    {"127.0.0.1", "[::ffff:127.0.0.1]:1", true},
};

TEST(Address, ListsHoldAddressesAndNetworks) {
    for (const auto& row : kMemberships) {
        SCOPED_TRACE(std::string(row.network) + " " + row.address);
        auto list = AddressList::parse({"198.51.100.1", row.network});
        ASSERT_TRUE(list);
        EXPECT_EQ(list->contains(parse_address(row.address)->storage), row.inside);
    }
}

TEST(Address, BadNetworksAreNamed) {
    for (const std::string text : {"", "10.0.0.0/33", "::1/129", "10.0.0", "10.0.0.0/", "x/8"}) {
        auto list = AddressList::parse({text});
        ASSERT_FALSE(list) << text;
        EXPECT_EQ(list.error().code, ErrorCode::kMalformed);
        EXPECT_NE(list.error().detail.find(text), std::string::npos);
    }
}

TEST(Address, AUnixPathMayBeLongButNotItsName) {
    EXPECT_TRUE(UnixAddress::of("/tmp/socket"));
    EXPECT_FALSE(UnixAddress::of("/nonexistent/" + std::string(120, 'x') + "/socket"));
    EXPECT_FALSE(UnixAddress::of("/tmp/" + std::string(120, 'x')));
}

}  // namespace
}  // namespace syncgate::net

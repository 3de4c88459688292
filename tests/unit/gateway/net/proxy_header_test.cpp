#include "gateway/net/proxy_header.h"

#include <string>

#include <gtest/gtest.h>

namespace syncgate::net {
namespace {

using std::string_literals::operator""s;

const std::string kSignature = "\r\n\r\n\0\r\nQUIT\n"s;
const std::string kV4 = "\xc0\x00\x02\x07\x7f\x00\x00\x01\x12\x34\x01\xbb"s;  // 192.0.2.7
const std::string kV6 = "\x20\x01\x0d\xb8"s + std::string(11, '\0') + "\x07" +
                        std::string(16, '\0') + "\x12\x34\x01\xbb";

std::string header(char command, char family, const std::string& rest) {
    const auto size = rest.size();
    return kSignature + command + family + static_cast<char>(size >> 8U) +
           static_cast<char>(size & 0xffU) + rest;
}

struct Named {
    std::string bytes;
    std::string address;
    bool tls;
};

TEST(ProxyHeader, NamesTheClient) {
    const std::string tls = "\x20\x00\x05\x01\x00\x00\x00\x00"s;
    const std::string no_tls = "\x20\x00\x05\x00\x00\x00\x00\x00"s;
    const std::string other = "\x04\x00\x02xy"s;
    const Named rows[] = {
        {header('\x21', '\x11', kV4), "192.0.2.7", false},
        {header('\x21', '\x11', kV4 + tls), "192.0.2.7", true},
        {header('\x21', '\x11', kV4 + other + tls), "192.0.2.7", true},
        {header('\x21', '\x11', kV4 + no_tls), "192.0.2.7", false},
        {header('\x21', '\x21', kV6), "2001:db8::7", false},
        {header('\x20', '\x00', ""), "", false},     // LOCAL
        {header('\x20', '\x11', kV4), "", false},    // LOCAL says nothing of the addresses
        {header('\x21', '\x00', "abc"), "", false},  // no family
    };
    for (const auto& row : rows) {
        auto read = read_proxy_header(row.bytes + "GET /");
        ASSERT_TRUE(read);
        EXPECT_EQ(read->size, row.bytes.size());
        EXPECT_EQ(read->address, row.address);
        EXPECT_EQ(read->tls, row.tls);
    }
}

TEST(ProxyHeader, EveryPrefixWantsMore) {
    const std::string whole = header('\x21', '\x11', kV4);
    for (std::size_t size = 0; size < whole.size(); ++size) {
        auto read = read_proxy_header(whole.substr(0, size));
        ASSERT_TRUE(read) << size;
        EXPECT_EQ(read->size, 0U) << size;
    }
}

TEST(ProxyHeader, RefusesWhatIsNotOne) {
    const std::string bad[] = {
        "GET / HTTP/1.1\r\n",
        "PROXY TCP4 192.0.2.7 127.0.0.1 1 2\r\n",
        kSignature + "\x11\x11"s + "\0\x0c"s + kV4,  // version 1
        kSignature + "\x22\x11"s + "\0\x0c"s + kV4,  // no such command
        header('\x21', '\x11', kV4.substr(0, 8)),    // too short for its family
        header('\x21', '\x21', kV4),
        kSignature + "\x21\x11\xff\xff"s,  // longer than any proxy's
    };
    for (const auto& bytes : bad) {
        auto read = read_proxy_header(bytes);
        ASSERT_FALSE(read);
        EXPECT_EQ(read.error().code, ErrorCode::kMalformed);
    }
}

TEST(ProxyHeader, AnExtensionThatRunsOverTheEndIsNoTls) {
    auto read = read_proxy_header(header('\x21', '\x11', kV4 + "\x20\x00\x50\x01"s));
    ASSERT_TRUE(read);
    EXPECT_FALSE(read->tls);
}

}  // namespace
}  // namespace syncgate::net

#include "protocols/autodiscover/hosts.h"

#include <gtest/gtest.h>

namespace syncgate::autodiscover {
namespace {

Request request_to(const char* host, bool tls = true) {
    Request request;
    request.headers.add("Host", host);
    request.peer.tls = tls;
    return request;
}

TEST(AutodiscoverHosts, TheOneInTheAddresssDomainIsTaken) {
    const std::vector<std::string> hosts{"mail.example.org", "Phones.Example.NET:8443"};
    const auto request = request_to("elsewhere.example");
    EXPECT_EQ(host_for(hosts, "example.org", request), "mail.example.org");
    EXPECT_EQ(host_for(hosts, "example.net", request), "Phones.Example.NET:8443");
    EXPECT_EQ(host_for(hosts, "ample.net", request), "mail.example.org");
    EXPECT_EQ(host_for(hosts, "", request), "mail.example.org");
}

TEST(AutodiscoverHosts, WithoutOneTheClientsOwnWordIsTaken) {
    EXPECT_EQ(host_for({}, "example.org", request_to("10.0.0.1:8443")), "10.0.0.1:8443");
    EXPECT_EQ(host_for({}, "example.org", request_to("[::1]")), "[::1]");
    EXPECT_EQ(host_for({}, "example.org", Request{}), "");
    EXPECT_EQ(host_for({}, "example.org", request_to("a\"b")), "");
}

TEST(AutodiscoverHosts, ThePortOfPlainHttpIsNotThatOfTls) {
    EXPECT_EQ(host_for({}, "", request_to("example.org:80", false)), "example.org");
    EXPECT_EQ(host_for({}, "", request_to("[::1]:80", false)), "[::1]");
}

TEST(AutodiscoverHosts, AProxyMaySayThatItEndedTls) {
    Request request = request_to("example.org:8443", false);
    request.headers.add("X-Forwarded-Proto", "https");
    EXPECT_EQ(host_for({}, "", request), "example.org:8443");
}

TEST(AutodiscoverHosts, AHostHasANameAndAPort) {
    EXPECT_EQ(name_of("a.example:1"), "a.example");
    EXPECT_EQ(port_of("a.example:1"), "1");
    EXPECT_EQ(name_of("[::1]"), "[::1]");
    EXPECT_EQ(port_of("[::1]"), "443");
    EXPECT_FALSE(is_host(""));
    EXPECT_FALSE(is_host("a/b"));
    EXPECT_FALSE(is_host(std::string(300, 'a')));
}

}  // namespace
}  // namespace syncgate::autodiscover

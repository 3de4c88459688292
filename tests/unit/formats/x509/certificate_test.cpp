#include "formats/x509/certificate.h"

#include <gmock/gmock.h>

#include "formats/x509/chain.h"

namespace syncgate::x509 {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// Signed by itself, for two addresses.
constexpr std::string_view kPem =
    "-----BEGIN CERTIFICATE-----\n"
    "MIIByjCCAXGgAwIBAgIUODHzG1aOhoIInJtcTwJuzk4q9qIwCgYIKoZIzj0EAwIw\n"
    "JTEQMA4GA1UECgwHRXhhbXBsZTERMA8GA1UEAwwISmFuZSBEw7YwHhcNMjYxMTI2\n"
    "MjI0MDE3WhcNMzYxMTIzMjI0MDE3WjAlMRAwDgYDVQQKDAdFeGFtcGxlMREwDwYD\n"
    "VQQDDAhKYW5lIETDtjBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABIQ/iXEjCVL/\n"
    "4nos0Laich9Lg6WE7stepQvLQT67tfZVyrDK8gBcJNBMNrU5o9ELQKcZQW6cxO++\n"
    "rvGGt4vypf2jfzB9MB0GA1UdDgQWBBQIncFzNoKhlgD+adaP3atx6Ex0czAfBgNV\n"
    "HSMEGDAWgBQIncFzNoKhlgD+adaP3atx6Ex0czAPBgNVHRMBAf8EBTADAQH/MCoG\n"
    "A1UdEQQjMCGBEEphbmVARXhhbXBsZS5vcmeBDWpAZXhhbXBsZS5uZXQwCgYIKoZI\n"
    "zj0EAwIDRwAwRAIhAKndKqkbjRmY/OeyB5rgACcvQgMT8htXsGmFK8DR5Le1Ah8s\n"
    "b73gSQa6GbJ0x1QnV0mEmvW9o+aOcAY9rCWBkKha\n"
    "-----END CERTIFICATE-----\n";

TEST(Certificate, IsReadFromPemAndDer) {
    const std::string text = "Bag Attributes: none\n" + std::string(kPem);
    const auto found = certificates_in(text + "-----BEGIN PRIVATE KEY-----\nAA==\n" +
                                       "-----END PRIVATE KEY-----\n" + text);
    ASSERT_EQ(found.size(), 2U);
    EXPECT_EQ(found[0], found[1]);
    EXPECT_TRUE(is_certificate(found[0]));
    EXPECT_THAT(certificates_in(found[0]), ElementsAre(found[0]));
    for (const auto& none : {std::string(), std::string("no certificate"), found[0] + "x",
                             std::string(kPem.substr(0, 200))}) {
        EXPECT_THAT(certificates_in(none), IsEmpty());
    }
}

TEST(Certificate, SaysWhomItIsFor) {
    const auto der = certificates_in(kPem).at(0);
    const auto facts = facts_of(der);
    EXPECT_EQ(facts.subject, "CN=Jane Dö,O=Example");
    EXPECT_THAT(facts.addresses, ElementsAre("jane@example.org", "j@example.net"));
    EXPECT_EQ(facts.until, 2111092817);
    EXPECT_EQ(fingerprint_of(der),
              "13b03d335bab2409c001f00165cbbf7d15f656d8c5e86607216155"
              "16accec1d3");
    EXPECT_EQ(facts_of("none").subject, "");
}

}  // namespace
}  // namespace syncgate::x509

#include "protocols/dav/carddav/accepted.h"

#include <gtest/gtest.h>

namespace syncgate::dav::carddav {
namespace {

struct Row {
    std::string_view accept;
    std::string_view version;  // "": as stored
};

constexpr Row kRows[] = {
    {"", ""},
    {"*/*", ""},
    {"text/vcard", ""},
    {"text/vcard; version=4.0", "4.0"},
    {"text/vcard;version=3.0", "3.0"},
    {"TEXT/VCard ; Version=\"4.0\"", "4.0"},
    {"text/vcard; version=2.1", ""},
    {"text/vcard; version=5.0, text/vcard; version=4.0; q=0.5", ""},
    {"text/plain; version=4.0", ""},
    {"text/html, text/vcard; version=4.0; q=0.5, */*; q=0.1", "4.0"},
    {"text/vcard; version=3.0; q=0.5, text/vcard; version=4.0", "4.0"},
    {"text/vcard; version=3.0, text/vcard; version=4.0", "3.0"},
    {"text/vcard; q=0.9, text/vcard; version=4.0; q=0.8", ""},
    {"text/vcard; version=4.0; q=0", ""},
    {"text/vcard; version=4.0; q=nonsense", ""},
    {"text/vcard; version", ""},
    {";;,=,", ""},
};

TEST(Accepted, TheBestRangeOfCardsSaysTheVersion) {
    for (const auto& row : kRows) {
        SCOPED_TRACE(row.accept);
        const auto version = accepted_version(row.accept);
        EXPECT_EQ(version.has_value(), !row.version.empty());
        if (version) {
            EXPECT_EQ(*version == vcard::Version::k4_0, row.version == "4.0");
        }
    }
}

}  // namespace
}  // namespace syncgate::dav::carddav

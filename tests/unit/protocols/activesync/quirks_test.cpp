#include "protocols/activesync/quirks.h"

#include <gtest/gtest.h>

namespace syncgate::activesync {
namespace {

TEST(Quirks, ExemptFromProvisioningOnlyWhatCannotDoIt) {
    for (const auto* type :
         {"WindowsOutlook", "WindowsOutlook15", "windowsoutlook16", "TestActiveSyncConnectivity"}) {
        EXPECT_TRUE(quirks_of(type).never_provisions) << type;
    }
    for (const auto* type :
         {"", "iPhone", "Android", "SAMSUNGSMG973F", "WP8", "WindowsMail", "Outlook", "TbSync"}) {
        EXPECT_FALSE(quirks_of(type).never_provisions) << type;
    }
}

TEST(Quirks, KeepDefaultFoldersOnlyWhereTheyAreMissed) {
    for (const auto* type : {"Android", "android", "SAMSUNGSMG973F", "WindowsOutlook15"}) {
        EXPECT_TRUE(quirks_of(type).keeps_default_folders) << type;
    }
    for (const auto* type : {"", "iPhone", "iPad", "WP8", "WindowsMail", "Outlook", "TbSync"}) {
        EXPECT_FALSE(quirks_of(type).keeps_default_folders) << type;
    }
}

TEST(Quirks, KeepAPictureOnlyForWhomAlwaysSendsNone) {
    for (const auto* type : {"iPhone", "iphone", "iPad", "iPod"}) {
        EXPECT_TRUE(quirks_of(type).empty_picture_keeps) << type;
    }
    for (const auto* type : {"", "Android", "WP8", "WindowsMail", "WindowsOutlook15", "TbSync"}) {
        EXPECT_FALSE(quirks_of(type).empty_picture_keeps) << type;
    }
}

}  // namespace
}  // namespace syncgate::activesync

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

TEST(Quirks, TellWhatWasMovedAsChangedOnlyToOutlook) {
    EXPECT_TRUE(quirks_of("WindowsOutlook15").keeps_moved);
    for (const auto* type : {"", "iPhone", "Android", "WP8", "WindowsMail", "Outlook"}) {
        EXPECT_FALSE(quirks_of(type).keeps_moved) << type;
    }
}

TEST(Quirks, GiveWholeAnswersOnlyToIos6) {
    EXPECT_TRUE(quirks_of("iPhone", "Apple-iPhone4C1/1001.403").wants_whole_answers);
    EXPECT_TRUE(quirks_of("iPad", "Apple-iPad2C1/1002.329").wants_whole_answers);
    EXPECT_TRUE(quirks_of("iPhone", "Apple-iPhone4C1/1001.403").empty_picture_keeps);
    for (const auto* agent :
         {"", "Apple-iPhone3C1/901.334", "Apple-iPhone5C2/1101.465", "Apple-iPhone11C8/2007.75"}) {
        EXPECT_FALSE(quirks_of("iPhone", agent).wants_whole_answers) << agent;
    }
    EXPECT_FALSE(quirks_of("Android", "Android/1001").wants_whole_answers);
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

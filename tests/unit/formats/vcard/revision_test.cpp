#include "formats/vcard/revision.h"

#include <string>
#include <string_view>

#include <gtest/gtest.h>

namespace syncgate::vcard {
namespace {

constexpr UnixSeconds kNow = 1'795'773'600;

struct Row {
    std::string_view version;
    std::string_view before;
    std::string_view after;
};

constexpr Row kRows[] = {
    {"3.0", "REV:1995-10-31T22:27:10Z", "REV:2026-11-27T10:00:00Z"},
    {"3.0", "REV:20080424T195243Z", "REV:20261127T100000Z"},
    {"4.0", "REV:19951031T222710Z", "REV:20261127T100000Z"},
    {"4.0", "REV;VALUE=timestamp:2016-11-19T17:44:22.057Z",
     "REV;VALUE=timestamp:2026-11-27T10:00:00Z"},
    {"3.0", "REV:1997-11-15", "REV:2026-11-27"},
    {"3.0", "item1.REV;VALUE=date:19971115", "item1.REV;VALUE=date:20261127"},
    {"3.0", "rev: 1995-10-31T22:27:10-05:00", "rev:2026-11-27T10:00:00Z"},
    {"2.1", "REV:20080424T195243-0500", "REV:20261127T100000Z"},
    {"2.1", "REV;ENCODING=QUOTED-PRINTABLE:1995-10-31T22:27:10Z", "REV:2026-11-27T10:00:00Z"},
    {"4.0", "REV:0", "REV:20261127T100000Z"},
    {"3.0", "REV:", "REV:2026-11-27T10:00:00Z"},
    {"2.1", "REV:2014722T222710Z", "REV:2026-11-27T10:00:00Z"},
    {"3.0", "REV:2017-05-10T14:36:01Z(2)", "REV:2026-11-27T10:00:00Z"},
};

std::string card_with(std::string_view version, std::string_view line) {
    return "BEGIN:VCARD\r\nVERSION:" + std::string(version) + "\r\nFN:a\r\n" + std::string(line) +
           "\r\nEND:VCARD\r\n";
}

TEST(Revision, IsSetInTheFormThatItHas) {
    for (const auto& [version, before, after] : kRows) {
        auto card = read(card_with(version, before));
        ASSERT_TRUE(card);
        EXPECT_TRUE(set_revision(*card, kNow));
        EXPECT_EQ(write(*card), card_with(version, after));
    }
}

TEST(Revision, OfACardThatHasNoneStaysNone) {
    const std::string text = card_with("3.0", "NOTE:REV:1");
    auto card = read(text);
    ASSERT_TRUE(card);
    EXPECT_FALSE(set_revision(*card, kNow));
    EXPECT_EQ(write(*card), text);
}

}  // namespace
}  // namespace syncgate::vcard

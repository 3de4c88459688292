#include "formats/mime/date.h"

#include <string_view>

#include <gtest/gtest.h>

#include "formats/mime/headers.h"

namespace syncgate::mime {
namespace {

constexpr UnixSeconds kMoment = 1795514401;  // 2026-11-24 10:00:01 UTC

constexpr std::string_view kSameMoment[] = {
    "Tue, 24 Nov 2026 10:00:01 +0000",
    "Tue, 24 Nov 2026 12:00:01 +0200",
    "Tue, 24 Nov 2026 04:30:01 -0530",
    "24 Nov 2026 10:00:01",
    "24 Nov 2026 10:00:01 GMT",
    "Tue, 24 Nov 2026 10:00:01 Z",
    "Tue, 24 Nov 2026 05:00:01 EST",
    "Tue, 24 Nov 2026 05:00:01 -0500 (EST)",
    "Tue, 24 Nov 2026 12:00:01 +02:00",
    "tue, 24 NOVEMBER 2026 10:00:01 UT",
    "Wed, 24 Nov 2026 10:00:01 +0000",  // the wrong weekday
    "Tue,24 Nov 2026 10:00:01 +0000",
    "Tue, 24 Nov 26 10:00:01 +0000",
    "Tue (x), 24 (y (z)) Nov 2026 10 (c) : 00 : 01 +0000",
    "Tue Nov 24 10:00:01 2026",
    "Tue Nov 24 10:00:01 UTC 2026",
    "24-Nov-2026 10:00:01",
    "24-Nov-26 10:00:01 +0000",
    "2026-11-24 10:00:01",
    "2026-11-24T10:00:01Z",
    "2026-11-24T12:00:01+02:00",
    "2026-11-24T10:00:01.123Z",
    "24.11.2026 10:00:01",
    "11/24/2026 10:00:01 AM",
    "  Tue, 24 Nov 2026 10:00:01 +0000  ",
};

TEST(MimeDate, ReadsWhatMailersWrite) {
    for (const auto text : kSameMoment) {
        EXPECT_EQ(parse_date(text), kMoment) << text;
    }
}

struct Row {
    std::string_view text;
    UnixSeconds time;
};

constexpr Row kOthers[] = {
    {"Thu, 1 Jan 1970 00:00:00 +0000", 0},
    {"Sat, 01 Jan 1966 12:00:00 -0400", -126172800},
    {"1 Jan 70 00:00 +0000", 0},
    {"1 Jan 100 00:00:00 +0000", 946684800},  // three digits count from 1900
    {"29 Feb 2024 00:00:00 +0000", 1709164800},
    {"31 Dec 2016 23:59:60 +0000", 1483228800},  // a leap second
    {"1 Jan 2024 12:00:00 PM", 1704110400},
    {"1 Jan 2024 12:00:00 AM", 1704067200},
    {"1 Jan 2024", 1704067200},
};

TEST(MimeDate, ReadsUnusualDates) {
    for (const auto& row : kOthers) {
        EXPECT_EQ(parse_date(row.text), row.time) << row.text;
    }
}

TEST(MimeDate, RefusesWhatIsNoDate) {
    for (std::string_view text :
         {"", "Whenever", "10:00", "Mon, 99 Foo 99999999999 99:99:99 +9999",
          "30 Feb 2026 10:00:00 +0000", "24 Nov 2026 25:00:00", "24 Nov", "Nov 2026",
          "24 Nov 99999 10:00", "99999999999999999999 Nov 2026", "-", "+0200", "((((((", "1-2",
          "24/13/2026 99:99", "::::", "24-Nov-2026T::"}) {
        EXPECT_EQ(parse_date(text), std::nullopt) << text;
    }
}

TEST(MimeDate, WrittenDatesAreReadAgain) {
    EXPECT_EQ(format_date(kMoment), "Tue, 24 Nov 2026 10:00:01 +0000");
    EXPECT_EQ(format_date(0), "Thu, 01 Jan 1970 00:00:00 +0000");
    for (UnixSeconds time = -3'000'000'000; time < 9'000'000'000; time += 123'456'789) {
        EXPECT_EQ(parse_date(format_date(time)), time);
    }
}

}  // namespace
}  // namespace syncgate::mime

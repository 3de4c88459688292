// A day as BDAY and ANNIVERSARY have it: with or without a year, with a time that is of no account.
//
// Source: RFC 6350 4.3.1, RFC 2426 3.1.5; Apple's X-APPLE-OMIT-YEAR.
#pragma once

#include <optional>

#include "formats/vcard/property.h"

namespace syncgate::vcard {

struct Date {
    std::optional<int> year;
    int month = 1;
    int day = 1;

    bool operator==(const Date&) const = default;
};

// "1996-04-15", "19960415", "--0415", "--04-15", each also before a time. nullopt for what names no
// day of a year: text, "1985-04", "---12".
std::optional<Date> read_date(const Property& property);

// In the form that the property has, or that is usual in its version.
void write_date(Property& property, const Date& date);

// A leap year that stands for none, where a year must be.
inline constexpr int kNoYear = 1604;

}  // namespace syncgate::vcard

#include "formats/vcard/date.h"

#include <cstdio>
#include <string>

#include "base/text.h"

namespace syncgate::vcard {
namespace {

constexpr std::string_view kOmitYear = "X-APPLE-OMIT-YEAR";

// Takes `count` digits from the front; nullopt when there are not so many.
std::optional<int> take_digits(std::string_view& text, std::size_t count) {
    const auto value = parse_uint(text.substr(0, count));
    if (text.size() < count || !value) {
        return std::nullopt;
    }
    text.remove_prefix(count);
    return static_cast<int>(*value);
}

void take_dash(std::string_view& text) {
    if (text.starts_with('-')) {
        text.remove_prefix(1);
    }
}

int days_in(int month, int year) {
    constexpr int kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month == 2 && leap ? 29 : kDays[month - 1];
}

std::string formatted(const Date& date, bool extended) {
    char buffer[32] = {};
    const char* dash = extended ? "-" : "";
    const int size = date.year ? std::snprintf(buffer, sizeof buffer, "%04d%s%02d%s%02d",
                                               *date.year, dash, date.month, dash, date.day)
                               : std::snprintf(buffer, sizeof buffer, "--%02d%s%02d", date.month,
                                               dash, date.day);
    return {buffer, static_cast<std::size_t>(size)};
}

}  // namespace

std::optional<Date> read_date(const Property& property) {
    if (iequals(property.parameter("VALUE"), "text")) {
        return std::nullopt;
    }
    const std::string value = property.text();
    std::string_view rest = trim(value);
    Date date;
    if (rest.starts_with("--")) {
        rest.remove_prefix(2);
    } else {
        date.year = take_digits(rest, 4);
        if (!date.year) {
            return std::nullopt;
        }
        take_dash(rest);
    }
    const auto month = take_digits(rest, 2);
    take_dash(rest);
    const auto day = take_digits(rest, 2);
    const bool ends = rest.empty() || rest.front() == 'T' || rest.front() == ' ';
    if (!month || !day || !ends || *month < 1 || *month > 12 || *day < 1 ||
        *day > days_in(*month, date.year.value_or(kNoYear))) {
        return std::nullopt;
    }
    date.month = *month;
    date.day = *day;
    const auto omitted = parse_uint(property.parameter(kOmitYear));
    if (omitted && date.year && static_cast<std::uint64_t>(*date.year) == *omitted) {
        date.year.reset();
    }
    return date;
}

void write_date(Property& property, const Date& date) {
    const bool is_new = property.value().empty();
    const bool extended = is_new ? property.version() == Version::k3_0
                                 : property.value().find('-', 2) != std::string::npos;
    const auto kind = property.parameter("VALUE");
    if (!kind.empty() && !iequals(kind, "date")) {
        property.remove_parameter("VALUE");
    }
    property.remove_parameter(kOmitYear);
    Date written = date;
    if (!date.year && property.version() != Version::k4_0) {
        property.set_parameter(kOmitYear, std::to_string(kNoYear));
        written.year = kNoYear;
    }
    property.set_text(formatted(written, extended));
}

}  // namespace syncgate::vcard

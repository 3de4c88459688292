#include "base/text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>
#include <cstring>

namespace syncgate {
namespace {

constexpr char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

// Length of the UTF-8 character at the front of `text`, 0 if it is none. Source: RFC 3629 4.
std::size_t utf8_length(std::string_view text) {
    const auto at = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const auto tail = [&](std::size_t i, unsigned low = 0x80, unsigned high = 0xbf) {
        return i < text.size() && at(i) >= low && at(i) <= high;
    };
    const unsigned first = at(0);
    if (first < 0x80) {
        return 1;
    }
    if (first >= 0xc2 && first <= 0xdf) {
        return tail(1) ? 2 : 0;
    }
    if (first >= 0xe0 && first <= 0xef) {
        const unsigned low = first == 0xe0 ? 0xa0 : 0x80;
        const unsigned high = first == 0xed ? 0x9f : 0xbf;
        return tail(1, low, high) && tail(2) ? 3 : 0;
    }
    if (first >= 0xf0 && first <= 0xf4) {
        const unsigned low = first == 0xf0 ? 0x90 : 0x80;
        const unsigned high = first == 0xf4 ? 0x8f : 0xbf;
        return tail(1, low, high) && tail(2) && tail(3) ? 4 : 0;
    }
    return 0;
}

// How many of the first bytes are ASCII: most text is, so eight at a time.
std::size_t ascii_run(std::string_view text) {
    constexpr std::uint64_t kHighBits = 0x8080808080808080U;
    std::size_t at = 0;
    for (; at + sizeof(std::uint64_t) <= text.size(); at += sizeof(std::uint64_t)) {
        std::uint64_t eight = 0;
        std::memcpy(&eight, text.data() + at, sizeof eight);
        if ((eight & kHighBits) != 0) {
            break;
        }
    }
    while (at < text.size() && static_cast<unsigned char>(text[at]) < 0x80) {
        ++at;
    }
    return at;
}

struct Civil {
    std::int64_t year;
    unsigned month, day;
};

// Days since 1970-01-01 to a date of the proleptic Gregorian calendar, and back. The algorithm is
// Howard Hinnant's (public domain): eras of 400 years that start in March.
Civil civil_from_days(std::int64_t days) {
    days += 719468;
    const std::int64_t era = (days >= 0 ? days : days - 146096) / 146097;
    const auto doe = static_cast<unsigned>(days - era * 146097);
    const unsigned yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    const unsigned doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    const unsigned mp = (5 * doy + 2) / 153;
    const unsigned month = mp < 10 ? mp + 3 : mp - 9;
    return {static_cast<std::int64_t>(yoe) + era * 400 + (month <= 2 ? 1 : 0), month,
            doy - (153 * mp + 2) / 5 + 1};
}

std::int64_t days_from_civil(const Civil& date) {
    const std::int64_t year = date.year - (date.month <= 2 ? 1 : 0);
    const std::int64_t era = (year >= 0 ? year : year - 399) / 400;
    const auto yoe = static_cast<unsigned>(year - era * 400);
    const unsigned doy =
        (153 * (date.month > 2 ? date.month - 3 : date.month + 9) + 2) / 5 + date.day - 1;
    return era * 146097 + static_cast<std::int64_t>(yoe * 365 + yoe / 4 - yoe / 100 + doy) - 719468;
}

struct Broken {
    Civil date;
    int hour, minute, second;
};

Broken broken_down(UnixSeconds time) {
    std::int64_t days = time / 86400;
    std::int64_t rest = time % 86400;
    if (rest < 0) {
        rest += 86400;
        --days;
    }
    const auto seconds = static_cast<int>(rest);
    return {civil_from_days(days), seconds / 3600, seconds / 60 % 60, seconds % 60};
}

template <class... Args>
std::string print(const char* format, Args... args) {
    std::array<char, 64> buffer{};
    const int n = std::snprintf(buffer.data(), buffer.size(), format, args...);
    return {buffer.data(), static_cast<std::size_t>(n)};
}

unsigned days_in_month(std::int64_t year, unsigned month) {
    constexpr std::array<unsigned, 12> kDays{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    const bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return month == 2 && leap ? 29 : kDays.at(month - 1);
}

// Takes `count` digits off the front of `text`; nullopt if they are not there.
std::optional<unsigned> digits(std::string_view& text, std::size_t count) {
    if (text.size() < count) {
        return std::nullopt;
    }
    const auto value = parse_uint(text.substr(0, count));
    text.remove_prefix(count);
    return value ? std::optional(static_cast<unsigned>(*value)) : std::nullopt;
}

bool literal(std::string_view& text, char c) {
    if (text.empty() || text.front() != c) {
        return false;
    }
    text.remove_prefix(1);
    return true;
}

}  // namespace

std::string lower_ascii(std::string_view text) {
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(), lower);
    return out;
}

bool iequals(std::string_view a, std::string_view b) {
    return a.size() == b.size() && istarts_with(a, b);
}

bool istarts_with(std::string_view text, std::string_view prefix) {
    return text.size() >= prefix.size() &&
           std::equal(prefix.begin(), prefix.end(), text.begin(),
                      [](char x, char y) { return lower(x) == lower(y); });
}

std::string_view trim(std::string_view text) {
    const auto is_blank = [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; };
    while (!text.empty() && is_blank(text.front())) {
        text.remove_prefix(1);
    }
    while (!text.empty() && is_blank(text.back())) {
        text.remove_suffix(1);
    }
    return text;
}

std::vector<std::string_view> split(std::string_view text, char separator) {
    std::vector<std::string_view> parts;
    for (;;) {
        const auto end = text.find(separator);
        parts.push_back(text.substr(0, end));
        if (end == std::string_view::npos) {
            return parts;
        }
        text.remove_prefix(end + 1);
    }
}

std::optional<std::uint64_t> parse_uint(std::string_view text) {
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || error != std::errc() || end != text.data() + text.size()) {
        return std::nullopt;
    }
    return value;
}

bool is_utf8(std::string_view text) {
    for (;;) {
        text.remove_prefix(ascii_run(text));
        if (text.empty()) {
            return true;
        }
        const std::size_t length = utf8_length(text);
        if (length == 0) {
            return false;
        }
        text.remove_prefix(length);
    }
}

std::string_view cut_utf8(std::string_view text, std::size_t max_bytes) {
    if (text.size() <= max_bytes) {
        return text;
    }
    constexpr std::size_t kLongest = 4;  // bytes of a character
    const auto is_inside = [&](std::size_t at) {
        return (static_cast<unsigned char>(text[at]) & 0xc0U) == 0x80U;
    };
    for (std::size_t back = 0; back < kLongest && back <= max_bytes; ++back) {
        if (!is_inside(max_bytes - back)) {
            return text.substr(0, max_bytes - back);
        }
    }
    return text.substr(0, max_bytes);  // no UTF-8: no border to look for
}

std::string to_valid_utf8(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    while (!text.empty()) {
        const std::size_t length = utf8_length(text);
        if (length == 0) {
            out += "\xef\xbf\xbd";
            text.remove_prefix(1);
            continue;
        }
        if (text.front() != '\0') {
            out += text.substr(0, length);
        }
        text.remove_prefix(length);
    }
    return out;
}

std::string to_plain_line(std::string_view text) {
    // Beside ASCII's: U+0080 to U+009F, U+2028 to U+202E, U+2066 to U+2069, as UTF-8.
    const auto is_blank = [](std::string_view c) {
        if (c.size() == 1) {
            return static_cast<unsigned char>(c[0]) < 0x20 || c[0] == 0x7f;
        }
        return (c >= "\xc2\x80" && c <= "\xc2\x9f") ||
               (c >= "\xe2\x80\xa8" && c <= "\xe2\x80\xae") ||
               (c >= "\xe2\x81\xa6" && c <= "\xe2\x81\xa9");
    };
    const std::string valid = to_valid_utf8(text);
    std::string out;
    for (std::string_view rest = valid; !rest.empty();) {
        const auto character = rest.substr(0, utf8_length(rest));
        out += is_blank(character) ? " " : character;
        rest.remove_prefix(character.size());
    }
    return out;
}

std::string iso8601_millis(UnixMillis time) {
    const std::int64_t millis = ((time % 1000) + 1000) % 1000;
    const Broken t = broken_down((time - millis) / 1000);
    return print("%04d-%02u-%02uT%02d:%02d:%02d.%03dZ", static_cast<int>(t.date.year), t.date.month,
                 t.date.day, t.hour, t.minute, t.second, static_cast<int>(millis));
}

std::string iso8601_compact(UnixSeconds time) {
    const Broken t = broken_down(time);
    return print("%04d%02u%02uT%02d%02d%02dZ", static_cast<int>(t.date.year), t.date.month,
                 t.date.day, t.hour, t.minute, t.second);
}

std::optional<UnixSeconds> parse_iso8601(std::string_view text) {
    const bool extended = text.size() > 4 && text[4] == '-';
    const auto separator = [&](char c) { return !extended || literal(text, c); };
    const auto year = digits(text, 4);
    if (!year || !separator('-')) {
        return std::nullopt;
    }
    const auto month = digits(text, 2);
    if (!month || *month < 1 || *month > 12 || !separator('-')) {
        return std::nullopt;
    }
    const auto day = digits(text, 2);
    if (!day || *day < 1 || *day > days_in_month(*year, *month) || !literal(text, 'T')) {
        return std::nullopt;
    }
    const auto hour = digits(text, 2);
    if (!hour || *hour > 23 || !separator(':')) {
        return std::nullopt;
    }
    const auto minute = digits(text, 2);
    if (!minute || *minute > 59 || !separator(':')) {
        return std::nullopt;
    }
    const auto second = digits(text, 2);
    if (!second || *second > 60) {
        return std::nullopt;
    }
    if (literal(text, '.')) {
        const auto end = std::min(text.find_first_not_of("0123456789"), text.size());
        if (end == 0) {
            return std::nullopt;
        }
        text.remove_prefix(end);
    }
    if (text != "Z") {
        return std::nullopt;
    }
    return days_from_civil({*year, *month, *day}) * 86400 +
           static_cast<std::int64_t>(*hour * 3600 + *minute * 60 + *second);
}

}  // namespace syncgate

#include "formats/mime/date.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <string>

#include "base/text.h"
#include "formats/mime/headers.h"

namespace syncgate::mime {
namespace {

struct Named {
    std::string_view name;
    int value;
};

constexpr std::array<std::string_view, 12> kMonths{"jan", "feb", "mar", "apr", "may", "jun",
                                                   "jul", "aug", "sep", "oct", "nov", "dec"};

// Hours east of UTC. Source: RFC 5322 4.3; the European ones from real mail.
constexpr std::array kZones = std::to_array<Named>({
    {"ut", 0},   {"utc", 0},  {"gmt", 0},  {"z", 0},    {"wet", 0},  {"edt", -4},
    {"est", -5}, {"cdt", -5}, {"cst", -6}, {"mdt", -6}, {"mst", -7}, {"pdt", -7},
    {"pst", -8}, {"bst", 1},  {"cet", 1},  {"met", 1},  {"mez", 1},  {"cest", 2},
    {"mest", 2}, {"eet", 2},  {"eest", 3}, {"msk", 3},  {"jst", 9},  {"kst", 9},
});

constexpr bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

// Without comments, and without the blanks that may stand around a time's colons.
std::string tidied(std::string_view value) {
    std::string out;
    std::size_t depth = 0;
    for (const char c : value) {
        depth += c == '(' ? 1U : 0U;
        const bool after_colon = (c == ' ' || c == '\t') && out.ends_with(':');
        if (depth == 0 && !after_colon) {
            while (c == ':' && (out.ends_with(' ') || out.ends_with('\t'))) {
                out.pop_back();
            }
            out += c;
        }
        depth -= c == ')' && depth > 0 ? 1U : 0U;
    }
    return out;
}

class DateReader {
  public:
    void token(std::string_view token);
    [[nodiscard]] std::optional<UnixSeconds> result() const;

  private:
    bool word(std::string_view token);
    bool time(std::string_view token);
    bool zone(std::string_view token);
    void number(std::string_view token);
    void joined(std::string_view token, char separator);

    std::optional<std::uint64_t> year_;
    std::optional<unsigned> month_;
    std::optional<std::uint64_t> day_;
    std::uint64_t hour_ = 0, minute_ = 0, second_ = 0;
    std::optional<int> noon_;  // 0 for AM, 12 for PM
    bool has_time_ = false;
    bool has_zone_ = false;
    UnixSeconds offset_ = 0;  // east of UTC
    bool wrong_ = false;
};

void DateReader::token(std::string_view token) {
    constexpr std::size_t kIsoDate = 10;
    if (token.size() > kIsoDate && token[4] == '-' && (token[kIsoDate] | 0x20) == 't') {
        this->token(token.substr(0, kIsoDate));  // ISO 8601 in one word
        token.remove_prefix(kIsoDate + 1);
        if (token.empty()) {
            return;
        }
    }
    if (zone(token) || time(token)) {
        return;
    }
    const bool digit_first = is_digit(token.front());
    for (const char separator : {'-', '/', '.'}) {
        if (digit_first && token.find(separator) != std::string_view::npos) {
            joined(token, separator);
            return;
        }
    }
    if (digit_first) {
        number(token);
    } else {
        word(token);  // of weekdays and noise it takes no notice
    }
}

bool DateReader::word(std::string_view token) {
    for (std::size_t i = 0; i < kMonths.size(); ++i) {
        if (!month_ && istarts_with(token, kMonths.at(i))) {
            month_ = static_cast<unsigned>(i + 1);
            return true;
        }
    }
    for (const auto& [name, hours] : kZones) {
        if (has_time_ && !has_zone_ && iequals(token, name)) {
            offset_ = UnixSeconds{3600} * hours;
            has_zone_ = true;
            return true;
        }
    }
    if (iequals(token, "am") || iequals(token, "pm")) {
        noon_ = iequals(token, "pm") ? 12 : 0;
    }
    return false;
}

// "+0200", "-5:00"; after the time only, so that "2026-11-24" is no zone.
bool DateReader::zone(std::string_view token) {
    if (!has_time_ || token.size() < 2 || (token.front() != '+' && token.front() != '-')) {
        return false;
    }
    std::string digits(token.substr(1));
    std::erase(digits, ':');
    const auto value = parse_uint(digits);
    if (!value || digits.size() > 4) {
        return false;
    }
    const bool hours_only = digits.size() <= 2;
    const auto hours = static_cast<UnixSeconds>(hours_only ? *value : *value / 100);
    const auto minutes = static_cast<UnixSeconds>(hours_only ? 0 : *value % 100);
    if (!has_zone_ && hours < 24) {
        offset_ = (hours * 60 + minutes) * (token.front() == '-' ? -60 : 60);
        has_zone_ = true;
    }
    return true;
}

// "10:00", "10:00:59", "10:00:59.123", also with a zone at its end.
bool DateReader::time(std::string_view token) {
    if (token.find(':') == std::string_view::npos || !is_digit(token.front()) || has_time_) {
        return false;
    }
    const auto end = token.find_first_not_of("0123456789:.");
    const auto parts = split(token.substr(0, end), ':');
    std::array<std::uint64_t*, 3> into{&hour_, &minute_, &second_};
    for (std::size_t i = 0; i < parts.size() && i < into.size(); ++i) {
        const auto value = parse_uint(parts[i].substr(0, parts[i].find('.')));
        wrong_ = wrong_ || !value;
        *into.at(i) = value.value_or(0);
    }
    has_time_ = true;
    if (end != std::string_view::npos) {
        this->token(token.substr(end));
    }
    return true;
}

void DateReader::number(std::string_view token) {
    const auto value = parse_uint(token.substr(0, token.find_first_not_of("0123456789")));
    if (!value) {
        wrong_ = true;
    } else if (!day_ && *value <= 31 && token.size() <= 2) {
        day_ = value;
    } else if (!year_) {
        year_ = value;
        if (token.size() <= 3) {  // Source: RFC 5322 4.3
            *year_ += *value < 50 && token.size() == 2 ? 2000U : 1900U;
        }
    }
}

// "24-Nov-26", "2026-11-24", "24.11.2026", "11/24/2026".
void DateReader::joined(std::string_view token, char separator) {
    const auto parts = split(token, separator);
    if (parts.size() != 3 || parts[1].empty()) {
        wrong_ = true;
        return;
    }
    const bool year_first = parts[0].size() == 4;
    auto day = parts[year_first ? 2 : 0];
    auto month = parts[1];
    if (separator == '/' && !year_first) {
        std::swap(day, month);
    }
    if (is_digit(month.front())) {
        const auto value = parse_uint(month);
        month_ = static_cast<unsigned>(value.value_or(0) > 12 ? 0 : value.value_or(0));
    } else {
        word(month);
    }
    number(day.substr(0, 2));
    number(parts[year_first ? 0 : 2]);
}

std::optional<UnixSeconds> DateReader::result() const {
    if (wrong_ || !year_ || !month_ || !day_ || *year_ < 1 || *year_ > 9999 || hour_ > 24 ||
        minute_ > 59 || second_ > 60) {
        return std::nullopt;
    }
    const std::chrono::year_month_day date{std::chrono::year(static_cast<int>(*year_)),
                                           std::chrono::month(*month_),
                                           std::chrono::day(static_cast<unsigned>(*day_))};
    if (!date.ok()) {
        return std::nullopt;
    }
    const auto hour =
        noon_ ? static_cast<UnixSeconds>(hour_ % 12) + *noon_ : static_cast<UnixSeconds>(hour_);
    const UnixSeconds days = std::chrono::sys_days(date).time_since_epoch().count();
    return days * 86400 + hour * 3600 + static_cast<UnixSeconds>(minute_ * 60 + second_) - offset_;
}

}  // namespace

std::optional<UnixSeconds> parse_date(std::string_view value) {
    constexpr std::size_t kLongest = 200;  // with its comments; what is longer is no date
    constexpr std::string_view kBetween = " \t\r\n,;";
    const std::string text = tidied(value.substr(0, kLongest));
    DateReader reader;
    for (std::size_t begin = text.find_first_not_of(kBetween); begin < text.size();) {
        const auto end = std::min(text.find_first_of(kBetween, begin), text.size());
        reader.token(std::string_view(text).substr(begin, end - begin));
        begin = text.find_first_not_of(kBetween, end);
    }
    return reader.result();
}

std::string format_date(UnixSeconds time) {
    constexpr std::array<const char*, 7> kDays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    constexpr std::array<const char*, 12> kNames{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                 "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const std::chrono::sys_seconds moment{std::chrono::seconds(time)};
    const auto midnight = std::chrono::floor<std::chrono::days>(moment);
    const std::chrono::year_month_day date(midnight);
    const std::chrono::hh_mm_ss clock(moment - midnight);
    std::array<char, 64> buffer{};
    const int size = std::snprintf(
        buffer.data(), buffer.size(), "%s, %02u %s %04d %02d:%02d:%02d +0000",
        kDays.at(std::chrono::weekday(midnight).c_encoding()), static_cast<unsigned>(date.day()),
        kNames.at(static_cast<unsigned>(date.month()) - 1), static_cast<int>(date.year()),
        static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
        static_cast<int>(clock.seconds().count()));
    return {buffer.data(), static_cast<std::size_t>(size)};
}

}  // namespace syncgate::mime

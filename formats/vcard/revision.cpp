#include "formats/vcard/revision.h"

#include <algorithm>
#include <string>
#include <string_view>

#include "base/text.h"

namespace syncgate::vcard {
namespace {

constexpr std::size_t kBasicDate = 8;      // "20261124"
constexpr std::size_t kExtendedDate = 10;  // "2026-11-24"

bool is_basic_date(std::string_view text) {
    return text.size() == kBasicDate && parse_uint(text);
}

bool is_extended_date(std::string_view text) {
    return text.size() == kExtendedDate && text[4] == '-' && text[7] == '-';
}

std::string extended(UnixSeconds time) {
    constexpr UnixMillis kMillis = 1000;
    std::string text = iso8601_millis(time * kMillis);
    return text.erase(text.find('.')) + "Z";
}

std::string revision(std::string_view old, Version version, UnixSeconds now) {
    const auto date = old.substr(0, old.find_first_of("Tt"));
    const bool has_time = date.size() < old.size();
    if (is_extended_date(date)) {
        return has_time ? extended(now) : extended(now).substr(0, kExtendedDate);
    }
    if (is_basic_date(date)) {
        return has_time ? iso8601_compact(now) : iso8601_compact(now).substr(0, kBasicDate);
    }
    return version == Version::k4_0 ? iso8601_compact(now) : extended(now);
}

}  // namespace

bool set_revision(Card& card, UnixSeconds now) {
    Property* property = card.find("REV");
    if (property == nullptr) {
        return false;
    }
    property->set_text(revision(trim(property->text()), card.version, now));
    return true;
}

}  // namespace syncgate::vcard

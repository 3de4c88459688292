#include "protocols/activesync/items/contact_forms.h"

#include <algorithm>
#include <cstdio>

#include "base/base64.h"
#include "base/text.h"
#include "formats/vcard/binary.h"
#include "formats/vcard/date.h"
#include "formats/vcard/text.h"
#include "formats/wbxml/xml_text.h"

namespace syncgate::activesync {
namespace {

using vcard::Property;

std::optional<std::string> accept_text(std::string_view sent) {
    return canonical_text(sent);
}

std::string read_text(const Property& property, std::size_t) {
    return canonical_text(property.text());
}

void write_text(Property& property, std::size_t, std::string_view text) {
    property.set_text(text);
}

std::string read_exact(const Property& property, std::size_t) {
    return property.text();
}

std::optional<std::string> accept_exact(std::string_view sent) {
    return std::string(sent);
}

std::string read_component(const Property& property, std::size_t component) {
    return canonical_text(property.component(component));
}

void write_component(Property& property, std::size_t component, std::string_view text) {
    property.set_component(component, text);
}

// The label is the address as a text, and it would be the old one's.
void write_address_part(Property& property, std::size_t component, std::string_view text) {
    property.remove_parameter("LABEL");
    property.set_component(component, text);
}

constexpr std::size_t kStreetComponent = 2;  // after the box and the flat

std::string read_street(const Property& property, std::size_t) {
    std::string lines;
    for (std::size_t i = 0; i <= kStreetComponent; ++i) {
        const std::string part = canonical_text(property.component(i));
        lines += (lines.empty() || part.empty() ? "" : "\r\n") + part;
    }
    return lines;
}

void write_street(Property& property, std::size_t, std::string_view text) {
    for (std::size_t i = 0; i < kStreetComponent; ++i) {
        if (!property.component(i).empty()) {
            property.set_component(i, "");
        }
    }
    write_address_part(property, kStreetComponent, text);
}

constexpr std::string_view kTelephone = "tel:";

std::string read_phone(const Property& property, std::size_t) {
    std::string text = canonical_text(property.text());
    return istarts_with(text, kTelephone) ? canonical_text(text.substr(kTelephone.size())) : text;
}

void write_phone(Property& property, std::size_t, std::string_view text) {
    property.remove_parameter("VALUE");
    // A number that itself begins so must not lose it when it is read.
    property.set_text(istarts_with(text, kTelephone) ? std::string(kTelephone) + std::string(text)
                                                     : std::string(text));
}

constexpr std::string_view kNoService = "im:";  // RFC 3860

// "xmpp:" of "xmpp:jane@example.com": a word before a colon.
bool has_scheme(std::string_view text) {
    const auto colon = text.find(':');
    return colon != std::string_view::npos && colon > 0 &&
           std::all_of(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(colon), [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                      c == '+' || c == '-' || c == '.';
           });
}

std::string read_messenger(const Property& property, std::size_t) {
    std::string text = canonical_text(property.text());
    const bool plain = property.name() == "IMPP" && text.starts_with(kNoService);
    return plain ? canonical_text(text.substr(kNoService.size())) : text;
}

void write_messenger(Property& property, std::size_t, std::string_view text) {
    const bool as_it_is = property.name() != "IMPP" || text.empty() ||
                          (has_scheme(text) && !text.starts_with(kNoService));
    property.set_text(as_it_is ? std::string(text) : std::string(kNoService) + std::string(text));
}

std::string day_text(const vcard::Date& date) {
    char buffer[48] = {};
    const int size = std::snprintf(buffer, sizeof buffer, "%04d-%02d-%02dT00:00:00.000Z",
                                   date.year.value_or(vcard::kNoYear), date.month, date.day);
    return {buffer, static_cast<std::size_t>(size)};
}

std::string read_day(const Property& property, std::size_t) {
    const auto date = vcard::read_date(property);
    return date ? day_text(*date) : std::string();
}

std::optional<std::string> accept_day(std::string_view sent) {
    constexpr std::size_t kDayText = std::string_view("1996-04-15T00:00:00.000Z").size();
    constexpr std::int64_t kDaySeconds = 86'400;
    constexpr std::int64_t kToNext = kDaySeconds / 2 - 1;  // from just after noon
    if (trim(sent).empty()) {
        return std::string();
    }
    const auto time = parse_iso8601(trim(sent));
    if (!time) {
        return std::nullopt;
    }
    const std::int64_t moved = *time + kToNext;
    const std::int64_t into_day = (moved % kDaySeconds + kDaySeconds) % kDaySeconds;
    std::string day = iso8601_millis((moved - into_day) * 1000);
    return day.size() == kDayText ? std::optional(std::move(day)) : std::nullopt;
}

void write_day(Property& property, std::size_t, std::string_view text) {
    constexpr std::size_t kDayLength = 10;  // "1996-04-15"
    if (text.empty()) {
        property.set_text("");
        return;
    }
    Property day("BDAY", vcard::Version::k4_0);
    day.set_text(text.substr(0, kDayLength));
    if (auto date = vcard::read_date(day)) {
        if (date->year == vcard::kNoYear) {
            date->year.reset();
        }
        vcard::write_date(property, *date);
    }
}

std::string read_picture(const Property& property, std::size_t) {
    const auto picture = vcard::read_binary(property);
    std::string text = picture ? base64_encode(picture->bytes) : std::string();
    return text.size() <= kMaxPicture ? text : std::string();
}

std::optional<std::string> accept_picture(std::string_view sent) {
    std::string text(sent);
    std::erase_if(text, [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; });
    const auto bytes = base64_decode(text);
    if (!bytes || text.size() > kMaxPicture) {
        return std::nullopt;
    }
    return base64_encode(*bytes);
}

void write_picture(Property& property, std::size_t, std::string_view text) {
    const auto bytes = base64_decode(text);
    if (text.empty() || !bytes) {
        property.set_text("");
        return;
    }
    vcard::write_binary(property, *bytes);
}

}  // namespace

std::string canonical_text(std::string_view text) {
    const std::string clean = vcard::unix_lines(wbxml::to_xml_text(text));
    std::string out;
    for (const char c : trim(clean)) {
        if (c == '\n') {
            out += '\r';
        }
        out += c;
    }
    return out;
}

namespace form {
const Form kText{read_text, accept_text, write_text};
const Form kExactText{read_exact, accept_exact, write_text};
const Form kComponent{read_component, accept_text, write_component};
const Form kAddressPart{read_component, accept_text, write_address_part};
const Form kStreet{read_street, accept_text, write_street};
const Form kPhone{read_phone, accept_text, write_phone};
const Form kMessenger{read_messenger, accept_text, write_messenger};
const Form kDay{read_day, accept_day, write_day};
const Form kPicture{read_picture, accept_picture, write_picture};
}  // namespace form

}  // namespace syncgate::activesync

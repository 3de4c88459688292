#include "formats/vcard/convert.h"

#include <algorithm>

#include "base/text.h"
#include "formats/vcard/binary.h"
#include "formats/vcard/date.h"

namespace syncgate::vcard {
namespace {

// Properties of one meaning and one value in both versions.
struct Name {
    std::string_view in_3_0;
    std::string_view in_4_0;
};
constexpr Name kNames[] = {
    {"X-ADDRESSBOOKSERVER-KIND", "KIND"},
    {"X-ADDRESSBOOKSERVER-MEMBER", "MEMBER"},
    {"X-ANNIVERSARY", "ANNIVERSARY"},
    {"X-GENDER", "GENDER"},
};

void rename(Property& property, Version to) {
    for (const auto& row : kNames) {
        const auto from = to == Version::k4_0 ? row.in_3_0 : row.in_4_0;
        if (property.name() == from) {
            property.rename(std::string(to == Version::k4_0 ? row.in_4_0 : row.in_3_0));
            return;
        }
    }
}

void convert_date(Property& property, Version to) {
    if (property.name() != "BDAY" && property.name() != "ANNIVERSARY" &&
        property.name() != "X-ANNIVERSARY") {
        return;
    }
    const std::string value = property.text();
    const auto date = read_date(property);
    if (!date || value.find('T') != std::string::npos) {
        return;  // a time is understood by both
    }
    property.set_value("");
    property.assume(to);
    write_date(property, *date);
}

void convert_binary(Property& property, Version to) {
    constexpr std::string_view kBinary[] = {"PHOTO", "LOGO", "SOUND", "KEY"};
    if (std::find(std::begin(kBinary), std::end(kBinary), property.name()) == std::end(kBinary)) {
        return;
    }
    if (const auto binary = read_binary(property)) {
        property.assume(to);
        write_binary(property, binary->bytes, binary->media_type);
    }
}

// TYPE=pref is PREF=1.
void convert_preference(Property& property, Version to) {
    if (to == Version::k4_0 && property.has_type("pref")) {
        property.remove_type("pref");
        property.set_parameter("PREF", "1");
    } else if (to == Version::k3_0 && property.parameter("PREF") == "1") {
        property.remove_parameter("PREF");
        property.add_type("pref");
    }
}

// "37.38;-122.08" is "geo:37.38,-122.08".
void convert_place(Property& property, Version to) {
    constexpr std::string_view kScheme = "geo:";
    if (property.name() != "GEO") {
        return;
    }
    std::string value = property.text();
    if (to == Version::k4_0 && property.components().size() == 2) {
        std::replace(value.begin(), value.end(), ';', ',');
        property.set_value(std::string(kScheme) + value);
    } else if (to == Version::k3_0 && istarts_with(value, kScheme)) {
        value = value.substr(kScheme.size(), value.find(';') - kScheme.size());
        std::replace(value.begin(), value.end(), ',', ';');
        property.set_value(value);
    }
}

// 3.0 knows numbers as text alone.
void convert_number(Property& property, Version to) {
    constexpr std::string_view kScheme = "tel:";
    const std::string value = property.text();
    if (to == Version::k3_0 && property.name() == "TEL" && istarts_with(value, kScheme)) {
        property.remove_parameter("VALUE");
        property.set_text(std::string_view(value).substr(kScheme.size()));
    }
}

bool same_place(const Property& a, const Property& b) {
    return a.has_type("HOME") == b.has_type("HOME") && a.has_type("WORK") == b.has_type("WORK");
}

// A LABEL of 3.0 becomes a parameter of the address that it is the text of.
void labels_into_addresses(Card& card) {
    for (auto label = card.properties.begin(); label != card.properties.end();) {
        const auto address = std::find_if(
            card.properties.begin(), card.properties.end(), [&](const Property& property) {
                return property.name() == "ADR" && property.parameter("LABEL").empty() &&
                       same_place(property, *label);
            });
        if (label->name() != "LABEL" || address == card.properties.end()) {
            ++label;
            continue;
        }
        address->set_parameter("LABEL", label->text());
        label = card.properties.erase(label);
    }
}

void labels_out_of_addresses(Card& card) {
    for (std::size_t i = 0; i < card.properties.size(); ++i) {
        Property& address = card.properties[i];
        const std::string text(address.parameter("LABEL"));
        if (address.name() != "ADR" || text.empty()) {
            continue;
        }
        address.remove_parameter("LABEL");
        Property label("LABEL", Version::k3_0);
        for (const auto* type : {"HOME", "WORK"}) {
            if (address.has_type(type)) {
                label.add_type(type);
            }
        }
        label.set_text(text);
        card.properties.insert(card.properties.begin() + static_cast<std::ptrdiff_t>(i) + 1,
                               std::move(label));
    }
}

std::string_view version_text(Version version) {
    return version == Version::k4_0 ? "4.0" : "3.0";
}

// In front, where 4.0 wants it.
void add_version(Card& card) {
    const auto begin = std::find_if(card.properties.begin(), card.properties.end(),
                                    [](const Property& each) { return each.name() == "BEGIN"; });
    Property version("VERSION", card.version);
    version.set_text(version_text(card.version));
    card.properties.insert(begin == card.properties.end() ? begin : std::next(begin),
                           std::move(version));
}

}  // namespace

Card converted(const Card& card, Version to) {
    Card out = card;
    if (card.version == to) {
        return out;
    }
    if (to == Version::k3_0) {
        labels_out_of_addresses(out);
    }
    out.version = to;
    for (auto& property : out.properties) {
        if (property.name().empty()) {
            continue;
        }
        convert_binary(property, to);
        convert_date(property, to);
        property.assume(to);
        convert_preference(property, to);
        convert_place(property, to);
        convert_number(property, to);
        rename(property, to);
        if (property.name() == "VERSION") {
            property.set_text(version_text(to));
        }
    }
    if (to == Version::k4_0) {
        labels_into_addresses(out);
    }
    if (out.find("VERSION") == nullptr) {
        add_version(out);
    }
    return out;
}

}  // namespace syncgate::vcard

// A property as CardDAV's requests name it: "EMAIL" of any group, "item1.EMAIL" of one.
// Source: RFC 6352 10.4.2, 10.5.1.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

#include "base/text.h"
#include "formats/vcard/property.h"

namespace syncgate::dav::carddav {

struct PropertyName {
    std::string group;  // "": any
    std::string name;   // upper case
};

inline PropertyName property_name(std::string_view written) {
    written = trim(written);
    const auto dot = written.find('.');
    PropertyName found;
    if (dot != std::string_view::npos) {
        found.group = written.substr(0, dot);
        written.remove_prefix(dot + 1);
    }
    found.name = written;
    std::transform(found.name.begin(), found.name.end(), found.name.begin(), [](char c) {
        return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    });
    return found;
}

inline bool names(const PropertyName& wanted, const vcard::Property& property) {
    return property.name() == wanted.name &&
           (wanted.group.empty() || iequals(wanted.group, property.group()));
}

}  // namespace syncgate::dav::carddav

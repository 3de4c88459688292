// Bytes in a card: PHOTO, LOGO, SOUND, KEY, as base64 (2.1, 3.0) or as a data: URI (4.0).
//
// Source: RFC 2426 2.4.1 (ENCODING=b), RFC 6350 6.2.4, RFC 2397.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "formats/vcard/property.h"

namespace syncgate::vcard {

struct Binary {
    std::string bytes;
    std::string media_type;  // "image/jpeg", as the property says, else by what the bytes are; ""
};

// nullopt when the value is a link, or nothing can be made of it.
std::optional<Binary> read_binary(const Property& property);

// In the form of the property's version. An empty media type is found out.
void write_binary(Property& property, std::string_view bytes, std::string_view media_type = {});

// "image/jpeg", "image/png", "image/gif", "image/webp"; "" for anything else.
std::string_view image_type(std::string_view bytes);

}  // namespace syncgate::vcard

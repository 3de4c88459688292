// Parts of a message as text: header fields, blank line, content. What joined() puts together.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "formats/mime/message_index.h"

namespace syncgate::mime::build {

// The header fields of `message` that do not say what its body is.
std::string outer_fields(std::string_view message);

// A part of this Content-Type with `content`, in base64.
std::string part(std::string_view content_type, std::string_view content);

// A leaf of `message` with its own Content- fields, its content byte for byte.
std::string copied(std::string_view message, const Part& part);

// multipart/`subtype` of these, which are not none; a single one is given back alone.
std::string multipart(std::string_view subtype, const std::vector<std::string>& parts);

// `text` as an unstructured header value: folded encoded words where it is not all printable ASCII,
// or too long for a line. Source: RFC 2047.
std::string encoded_value(std::string_view text);
// The same as a display name before an address.
std::string encoded_phrase(std::string_view text);
// A list of addresses as a header value, one a line; an entry without address is its name alone.
std::string encoded_addresses(const std::vector<Address>& list);

}  // namespace syncgate::mime::build

// One object of GMime's tree as a Part. Only for .cpp files.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "formats/mime/gmime.h"
#include "formats/mime/message_index.h"
#include "formats/mime/parsed.h"
#include "formats/mime/ranges.h"

namespace syncgate::mime {

// What came before a part.
struct Before {
    std::size_t end = 0;       // where the last one ended, for a part that has no header
    std::string_view charset;  // of the first text, for raw characters in names; "" when none
};

// All but its number. `boundaries` are those of the multiparts around it.
Part read_leaf(GMimeObject* object, const ParsedMessage& parsed, const Boundaries& boundaries,
               const Before& before);

// A name that can't lead out of a folder: a Windows path loses its folders, a slash is no
// separator. Source: RFC 2183 2.3.
std::string file_name(std::string name);

std::string media_type(GMimeObject* object);  // lower case
std::string content_id(GMimeObject* object);  // without <>

// Content-Type's "start" of a multipart/related, without <>; "" when absent.
std::string related_start(GMimeObject* object);

// Content-Type's "smime-type" of an application/pkcs7-mime, lower case; else "".
std::string smime_type(GMimeObject* object);

}  // namespace syncgate::mime

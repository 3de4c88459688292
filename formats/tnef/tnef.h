// TNEF, in which Outlook sends what MIME has no words for: "winmail.dat". What a reader can show of
// it: the files, and the text.
//
// Source: MS-OXTNEF 2.1.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "formats/tnef/cursor.h"

namespace syncgate::tnef {

struct Text {
    Range range;          // of the stream, without a NUL at its end
    std::string charset;  // "utf-16le", "cp1252"; "" when unknown
};

struct File {
    Text name;               // empty when it has none
    std::string media_type;  // as it is declared; ""
    std::string content_id;
    Range data;
};

struct Content {
    std::optional<Text> plain;
    std::optional<Text> html;
    std::optional<Range> rtf;  // compressed: formats/rtf reads it
    std::vector<File> files;
};

// A message inside gives its files and its text, which is named as it is. A stream that is cut
// gives what is whole; checksums are not looked at, since many writers have them wrong. Errors:
// kMalformed when it is no TNEF.
Result<Content> read(std::string_view stream);

}  // namespace syncgate::tnef

// A message with some of it replaced, as its writer edits it, and all else as it was.
//
// Source: RFC 2045, 2046, 2183 (Content-Disposition), 2231 (file names), 2392 (cid).
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "formats/mime/message_index.h"

namespace syncgate::mime {

struct NewText {
    std::string content;  // UTF-8, any line ends
    bool is_html = false;
};

struct NewFile {
    std::string name;              // UTF-8
    std::string media_type;        // "" or what is no type: application/octet-stream
    std::string content_id;        // printable ASCII without <>
    std::string content_location;  // printable ASCII, or ""
    std::string_view content;      // of a whole message where `is_message`; outlives the call
    bool is_inline = false;
    bool is_message = false;  // message/rfc822
};

struct Rewrite {
    struct Header {
        std::string_view name;
        std::string field;  // the whole field with its line end, folded; "": there is none any more
    };
    std::vector<Header> headers;       // each in the place of all of its name
    std::optional<NewText> text;       // HTML brings a plain form along
    std::vector<std::size_t> removed;  // indices into Structure::parts; not of the text
    std::vector<NewFile> added;
    // Content-IDs for files that have none, by their index; they come with a change of the body.
    std::map<std::size_t, std::string> named;
};

// `message` has CRLF line ends, and `structure` is its own; a new one is made from "" and
// Structure{}. What is not replaced keeps its bytes; without a change of text and files, so does
// all of the body.
std::string rewritten(std::string_view message, const Structure& structure, const Rewrite& rewrite);

}  // namespace syncgate::mime

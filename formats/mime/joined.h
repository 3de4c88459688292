// A message written in answer to another, or passing it on, made whole: the other's text quoted
// below its own, and what the other carried beside it.
//
// Source: RFC 2045, 2046; MS-ASCMD 2.2.1.19 SmartForward, 2.2.1.20 SmartReply.
#pragma once

#include <string>
#include <string_view>

#include "formats/mime/message_index.h"

namespace syncgate::mime {

struct Original {
    std::string_view bytes;
    const Envelope& envelope;
    const Structure& structure;
    UnixSeconds received = 0;  // shown where it has no Date
};

enum class Carry {
    kPictures,  // what its HTML shows: a reply
    kAll,       // every attachment, and other forms of its text: a forward
};

// The message with all header fields of `written` that are not of MIME, and a body that shows its
// text, a block that names the original, and the original's text: HTML with a plain form when
// either was HTML, else plain text; UTF-8. Attachments of both stand beside it, their content byte
// for byte. Both with CRLF line ends. Where `written` is signed or encrypted it comes back as it
// is: nothing could be added without breaking it.
std::string joined(std::string_view written, const Original& original, Carry carry);

}  // namespace syncgate::mime

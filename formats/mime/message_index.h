// What is known of a message without opening it again: made once, when the message arrives, and
// kept beside its bytes. Byte ranges point into those bytes.
//
// Source: RFC 5322 (envelope), RFC 2045-2047, 2183, 2231 (structure).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/paged_text.h"
#include "base/result.h"

namespace syncgate::mime {

struct Address {
    std::string name;     // decoded, UTF-8; "" when there is none
    std::string address;  // "u1@example.org"; a group's name stands in `name` with address ""
    bool operator==(const Address&) const = default;
};

// All text is valid UTF-8 without NUL, encoded words decoded, line breaks and control characters
// replaced by blanks.
struct Envelope {
    std::string subject;
    std::vector<Address> from, sender, reply_to, to, cc, bcc;
    UnixSeconds date = 0;                 // Date, else 0
    std::string message_id;               // without <>
    std::string in_reply_to;              // the first id, without <>
    std::vector<std::string> references;  // without <>, at most the last 50
    std::string thread_topic;
    std::string thread_index;  // as in the header, base64
    std::string content_class;
    int importance = 1;  // 0 low, 1 normal, 2 high (Importance, X-Priority, Priority)
    bool operator==(const Envelope&) const = default;
};

enum class Encoding { kIdentity, kBase64, kQuotedPrintable, kUuencode };

// One leaf of the MIME tree, in order of appearance. message/rfc822 is a leaf here, and its inside
// is not listed. What a TNEF part has in it follows it, as parts of their own.
struct Part {
    std::string number;      // as IMAP counts: "1", "2.1"; of what is inside one "2.1/1"
    std::string media_type;  // "text/plain", lower case
    std::string charset;     // as written, lower case; "" when absent
    Encoding encoding = Encoding::kIdentity;
    std::string name;        // file name, decoded; ""
    std::string content_id;  // without <>
    std::string content_location;
    bool attachment = false;   // Content-Disposition: attachment
    bool inline_part = false;  // Content-Disposition: inline
    bool alternative = false;  // one of several forms of a text: an invitation's text/calendar
    bool format_flowed = false;
    bool del_sp = false;
    std::uint64_t header_begin = 0, header_end = 0;    // byte range of its headers in the message
    std::uint64_t content_begin = 0, content_end = 0;  // byte range of its encoded content
    std::uint64_t decoded_size = 0;  // bytes after the transfer encoding is undone
    bool opened = false;             // what is inside is listed instead
    bool inside = false;             // a piece of a part: the ranges are that part's,
    std::uint64_t inside_begin = 0;  // and here it begins in its decoded content
    bool operator==(const Part&) const = default;
};

// A text that a reader shows, in one or two forms: indices into Structure::parts, or -1.
struct Body {
    int plain = -1;
    int html = -1;
    bool html_only = false;  // its text stands in the plain form of the body above
    bool operator==(const Body&) const = default;
};

struct Structure {
    std::vector<Part> parts;
    // The body to show. Chosen as a reader would: the first text/plain and text/html that are not
    // attachments, the HTML of the same alternative.
    int plain = -1;
    int html = -1;
    std::vector<Body> below;  // texts that are shown below it, in their order
    std::string top_type;     // media type of the whole: "multipart/signed"
    std::string smime_type;   // of application/pkcs7-mime
    bool operator==(const Structure&) const = default;

    // Every text that is shown, in order; none when there is none.
    [[nodiscard]] std::vector<Body> bodies() const;
    [[nodiscard]] bool has_html() const;  // any of them
    [[nodiscard]] bool is_shown(int index) const;

    // Whether part `index` is listed as an attachment (a body that is shown is none, nor is another
    // form of it).
    [[nodiscard]] bool is_attachment(int index) const;
};

struct MessageIndex {
    Envelope envelope;
    Structure structure;
    std::string preview;  // first 255 characters of the text, blanks folded
    std::string text;     // the message as plain text, UTF-8, "\r\n" lines, <= 256 KiB
};

// The renderer's version; stored, so that an index made by an older one can be redone.
inline constexpr int kRendition = 3;

// Never fails: bytes that no parser accepts become a message without headers whose whole is the
// body. Bounded by limits::kMimeDepth, kMimeParts, kMimeBoundaries and kMimeSeparators (what is
// beyond stays inside its parent) and kEnvelopeBytes (what is beyond is not in the envelope).
// Reads a mapped message in order, and gives back what it has read. Any thread, after init().
MessageIndex index(const PagedText& message);

// Once, in main, before any thread.
void init();

// Compact, self-delimiting bytes for a database column. decode: kMalformed.
std::string encode(const Envelope& envelope);
std::string encode(const Structure& structure);
Result<Envelope> decode_envelope(std::string_view bytes);
Result<Structure> decode_structure(std::string_view bytes);

// The part's content with its transfer encoding undone. `content` is the message's bytes
// [content_begin, content_end), or the whole message. Malformed input decodes as far as it goes.
std::string decode_content(const Part& part, std::string_view content);

// The same as UTF-8 text: RTF made text, charset undone (guessed when absent, wrong or lying), NUL
// left out.
std::string decode_text(const Part& part, std::string_view content);

// Bare LF and bare CR become CRLF; a leading mbox "From " line is dropped. Everything else stays.
std::string to_crlf(std::string_view message);

// The same behind what is in `out`, so that a large message is copied once; an mbox line stays.
void append_crlf(std::string_view message, std::string& out);

// The whole text of `address` lists as a header would show them: "Jane Doe" <jane@example.org>, ...
std::string format(const std::vector<Address>& addresses);

// A message as a placeholder for one that can't be rendered is made by the protocols, not here.

}  // namespace syncgate::mime

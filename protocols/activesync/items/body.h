// A message's body in the type and size that the client prefers. Source: MS-ASAIRS 2.2.2.9 Body,
// 2.2.2.12 BodyPreference; MS-ASCMD 2.2.3.111 MIMESupport, 2.2.3.112 MIMETruncation.
#pragma once

#include "formats/wbxml/element.h"
#include "protocols/activesync/items/message.h"

namespace syncgate::activesync {

enum BodyType : int { kPlainBody = 1, kHtmlBody = 2, kRtfBody = 3, kMimeBody = 4 };

// The type in which the message was written.
int native_body_type(const Message& message);

// The Body element; from 12.0.
wbxml::Element render_body(const Message& message);

// What 2.5 has instead, in the email item itself: Body, BodySize and BodyTruncated, or MIMEData,
// MIMESize and MIMETruncated where MIMESupport asks for them. Truncation and MIMETruncation cut.
void add_legacy_body(wbxml::Element& item, const Message& message);
// The BodyPart element, by the preference for it, which is there: 14.1 and later. Conversations are
// not known by their parts, so a message's part is all of it.
wbxml::Element render_body_part(const Message& message);

// What fills a Body, for who sends it another way (multipart).
struct BodyData {
    int type = kPlainBody;
    std::string data;
    std::uint64_t estimated_size = 0;
    bool truncated = false;
    bool has_data = true;
    bool opaque = false;
    bool is_elsewhere = false;  // its data, in RenderOptions::large_mime
    std::string preview;
};
BodyData make_body(const Message& message);

// How many bytes a preference lets through, before 12.0 by Truncation; 2^64 - 1 for all.
std::uint64_t body_limit(const RenderOptions& options, const BodyPreference& preference);

// Type, EstimatedDataSize, Truncated, Data and Preview into a Body or BodyPart.
void fill_body(wbxml::Element& element, BodyData body);

}  // namespace syncgate::activesync

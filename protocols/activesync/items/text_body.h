// The body of an item whose native text is plain: the notes of a contact.
//
// Source: MS-ASAIRS 2.2.2.9 Body, 2.2.2.41.1 Type; MS-ASCNTC 2.2.2.11 Body, 2.2.2.12 BodySize,
// 2.2.2.13 BodyTruncated, and CompressedRTF (2.5).
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "formats/wbxml/element.h"
#include "protocols/activesync/items/item_kind.h"

namespace syncgate::activesync {

// Since 12.0 a Body, also for an empty text, so that a client that had one clears it: plain, or
// HTML made of it where that alone is preferred. `text` has "\n" between its lines.
void add_text_body(wbxml::Element& data, std::string_view text, const RenderOptions& options);

// The text after a client's Body, or its Body, CompressedRTF, BodySize and BodyTruncated of 2.5:
// `current` when there is none, or when it says the same, or is what a client holds of it that was
// given its beginning. RTF becomes text; line ends at its end say nothing.
// Errors: kUnsupported (a Type other than plain text, HTML and RTF), kMalformed (what is no
// compressed RTF in base64), kTooLarge (RTF over limits::kRtfBytes or kRtfDepth).
Result<std::string> merged_text_body(const wbxml::Element& data, std::string_view current,
                                     Version version);

}  // namespace syncgate::activesync

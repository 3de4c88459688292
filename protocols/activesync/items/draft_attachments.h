// Attachments that a device puts into a draft, or takes out.
// Source: MS-ASAIRS 2.2.2.2 Add, 2.2.2.21 Delete.
#pragma once

#include <string>

#include "base/result.h"
#include "formats/mime/rewrite.h"
#include "formats/wbxml/element.h"

namespace syncgate::activesync {

// Each Add as a file, which borrows from `attachments`. Each Delete as the part that it names; one
// that names none is done already.
// Errors: kMalformed (an Add without ClientId, name or content, a value, a reference that is none).
Result<void> merge_attachments(const wbxml::Element& attachments, const mime::Structure& structure,
                               mime::Rewrite& rewrite);

// The Content-ID of an added file: the device's own, or one made from what it says, so that a
// repetition of the request names the same.
std::string content_id_of(const wbxml::Element& add);

}  // namespace syncgate::activesync

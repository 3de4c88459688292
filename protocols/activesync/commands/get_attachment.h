// GetAttachment, up to 12.1: the bytes of an attachment as the body of the answer.
// Source: MS-ASCMD 2.2.1.7.
#pragma once

#include "protocols/activesync/commands/command.h"

namespace syncgate::activesync {

// AttachmentName of the query is an AttName of 2.5, or a FileReference. What is not there gets 500,
// which is all that the command knows.
Answer run_get_attachment(Context& context, const wbxml::Element* root);

}  // namespace syncgate::activesync

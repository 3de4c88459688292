// A draft as its writer's device edits it, since 16.0: ApplicationData of an Add or Change -> the
// message. Before that, and in other folders, a device changes no text of a mail.
//
// Of To, Cc, Bcc, ReplyTo, Subject and Importance a Change that names any says all: those that it
// leaves out are removed. Body and Attachments that it leaves out stay as they are. A Body of MIME
// is the message itself. What only servers write is passed over.
// Source: MS-ASEMAIL 3.1.5.4; MS-ASAIRS 2.2.2.2 Add, 2.2.2.21 Delete; MS-ASCMD 2.2.3.24 Change.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"
#include "formats/mime/message_index.h"
#include "formats/wbxml/element.h"
#include "protocols/activesync/items/message.h"

namespace syncgate::activesync {

// Whether the data says anything of the message itself, beyond Read, Flag and Categories.
bool edits_message(const wbxml::Element& data);

struct DraftWriter {
    std::string address;  // From, unless the draft names one
    UnixSeconds now = 0;
};

// The message after the edit, CRLF; `before` is "" for an Add. References of attachments that are
// gone already are passed over.
// Errors: kMalformed (a value, an attachment without name or content, MIME that is none),
// kUnsupported (a body of another Type), kTooLarge (the message).
Result<std::string> merge_draft(std::string_view before, const mime::Structure& structure,
                                const wbxml::Element& data, const DraftWriter& writer);

// What the device is told of the draft that it has just added or changed: for each attachment of
// `data` its reference, and for one that `is_new` its conversation; nullopt: nothing.
std::optional<wbxml::Element> told_of_draft(const Message& message, const wbxml::Element& data,
                                            bool is_new);

}  // namespace syncgate::activesync

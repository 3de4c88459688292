// The Options of a Sync collection: the last ones said count until others are.
// Source: MS-ASCMD 2.2.3.125.5.
#pragma once

#include <string>

#include "base/result.h"
#include "formats/wbxml/element.h"
#include "protocols/activesync/items/item_kind.h"

namespace syncgate::activesync {

struct SyncOptions {
    int filter_type = 0;
    bool server_wins = true;
    RenderOptions render;
};

// The preferences of an Options element (also ItemOperations'). There are no body parts here: a
// BodyPartPreference alone (14.1 and later) is served as a Body of its type and size.
// Errors: kMalformed; kUnsupported (a BodyPartPreference of another Type than HTML: Status 164).
Result<SyncOptions> parse_options(const wbxml::Element& options, Version version);

// Of a collection's Options, one for each Class, those for mail; null when there are none. A
// mailbox without text messages takes those for SMS and has no use for them.
// Errors: kMalformed (two of one Class, a Class that mail does not go together with).
Result<const wbxml::Element*> mail_options(const wbxml::Element& collection);

// How commands that carry Options of their own refuse what parse_options could not take.
inline constexpr int kBodyPartTypeNotSupported = 164;  // MS-ASCMD 2.2.2

// As kept with the line; what can't be read gives the defaults.
std::string encode(const SyncOptions& options);
SyncOptions decode_options(std::string_view text);

}  // namespace syncgate::activesync

// The item that SmartReply and SmartForward name. Source: MS-ASCMD 2.2.3.164 Source.
#pragma once

#include <string>
#include <variant>

#include "formats/mime/message_index.h"
#include "protocols/activesync/context.h"
#include "protocols/activesync/status.h"
#include "protocols/activesync/sync/server_id.h"

namespace syncgate::activesync {

// Of the elements, or of the query where `root` is null: a folder and an item in it, or a LongId.
// Errors: kInvalidXml (none), kInvalidIdCombination (both), kInvalidIds, kItemNotFound (in another
// folder), and for an occurrence kInvalidDateTime, kNoRecurrence: mail has none.
std::variant<ItemId, CommonStatus> parse_source(const Context& context, const wbxml::Element* root);

// The item's message, as it was when it arrived.
struct Source {
    std::string bytes;
    mime::Envelope envelope;
    mime::Structure structure;
    UnixSeconds received = 0;
};

// Errors: kNotFound (no such mail), those of Account::read.
Result<Source> load_source(Context& context, const ItemId& id);

}  // namespace syncgate::activesync

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

// The preferences of an Options element (also ItemOperations'). Errors: kMalformed.
Result<SyncOptions> parse_options(const wbxml::Element& options);

// As kept with the line; what can't be read gives the defaults.
std::string encode(const SyncOptions& options);
SyncOptions decode_options(std::string_view text);

}  // namespace syncgate::activesync

// The follow-up flag of a mail: its Status lives in the item's flags, its dates and texts beside
// them. Source: MS-ASEMAIL 2.2.2.34 Flag.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "formats/wbxml/element.h"
#include "model/item.h"

namespace syncgate::activesync {

// An empty Flag element when there is no flag.
wbxml::Element render_flag(const Item& item);

struct FollowUp {
    std::uint32_t flags = 0;  // of kFlagged and kFlagComplete
    std::string text;         // Item::follow_up
};
// nullopt when the element breaks its schema.
std::optional<FollowUp> merge_flag(const wbxml::Element& flag);

}  // namespace syncgate::activesync

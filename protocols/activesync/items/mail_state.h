// Read, Flag and Categories of a mail: what any device may change, and what travels alone.
// Source: MS-ASEMAIL 2.2.2.58 Read, 2.2.2.34 Flag, 2.2.2.16 Categories; 3.1.5.4.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "formats/wbxml/element.h"
#include "model/item.h"
#include "model/tag.h"
#include "protocols/activesync/version.h"
#include "store/change.h"

namespace syncgate::activesync {

// All three, as far as the version has them.
void render_mail_state(const store::Snapshot& snapshot, const Item& item, Version version,
                       wbxml::Element& data);

// Whether the data has nothing but these, and one of them at least.
bool is_mail_state(const wbxml::Element& data);

// As Item has them.
struct MailState {
    std::uint32_t flags = 0;
    std::string keywords, follow_up;
    std::vector<Tag> fresh;  // tags that come with it
};
// The item's after a device's change; other elements of the data are passed over. nullopt when one
// of the three breaks its schema.
std::optional<MailState> merge_mail_state(const store::Snapshot& snapshot, const Item& item,
                                          const wbxml::Element& data);

void keep_tags(store::Change& change, const MailState& state);

}  // namespace syncgate::activesync

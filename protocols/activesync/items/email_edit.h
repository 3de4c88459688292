// What a device's Add or Change of a mail makes of it.
#pragma once

#include <string>

#include "base/result.h"
#include "model/collection.h"
#include "protocols/activesync/items/item_kind.h"

namespace syncgate::activesync {

// The message that a draft becomes by a Change, or that an Add makes where `item` is null.
// Errors: kForbidden (a folder or version whose mails no device writes), kNotFound (its text),
// those of merge_draft (items/draft.h).
Result<std::string> draft_after(const store::Snapshot& snapshot, const Collection& folder,
                                const Item* item, const wbxml::Element& data,
                                const EditOptions& options);

}  // namespace syncgate::activesync

// Categories of a mail <-> the keywords of its item. A category is a keyword that a tag of the
// account has; other keywords belong to programs, are not shown, and stay.
//
// Source: MS-ASEMAIL 2.2.2.16 Categories, 2.2.2.17 Category.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "formats/wbxml/element.h"
#include "model/item.h"
#include "model/tag.h"
#include "store/snapshot.h"

namespace syncgate::activesync {

wbxml::Element render_categories(const store::Snapshot& snapshot, const Item& item);

struct Categorised {
    std::string keywords;    // of the item
    std::vector<Tag> fresh;  // for names that the account has not used yet
};
// The item's keywords with these categories in the place of those that it has; the same name in
// other letters' case is the same. nullopt: more than 300, a name over 255 characters or with a
// line break, another element, or more tags than an account may have.
std::optional<Categorised> merge_categories(const store::Snapshot& snapshot, const Item& item,
                                            const wbxml::Element& categories);

}  // namespace syncgate::activesync

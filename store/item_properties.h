// What WebDAV's clients say of an item: kept as it came, moved with the item (Change::move_item),
// gone with it. No change log remembers it, and it takes no modseq.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "store/change.h"

namespace syncgate::store {

// By name, ascending.
[[nodiscard]] std::vector<Property> item_properties(const Snapshot& snapshot,
                                                    const ItemPlace& place);
// Of an item that is there and has a name (Item::name); nullopt: nothing any more.
void set_item_property(Change& change, const ItemPlace& place, std::string_view name,
                       std::optional<std::string_view> value);
// In place of nothing: `to` is an item that nothing was said of.
void copy_item_properties(Change& change, const ItemPlace& from, const ItemPlace& to);

}  // namespace syncgate::store

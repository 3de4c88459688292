// The ids that a device sees: a collection's number, and "collection:uid" for an item.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "model/ids.h"

namespace syncgate::activesync {

struct ItemId {
    CollectionId collection = 0;
    Uid uid = 0;
    auto operator<=>(const ItemId&) const = default;
};

std::string to_server_id(CollectionId collection);
std::string to_server_id(const ItemId& item);

// nullopt for what is no id of ours.
std::optional<CollectionId> parse_collection_id(std::string_view text);
std::optional<ItemId> parse_item_id(std::string_view text);

}  // namespace syncgate::activesync

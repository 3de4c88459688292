#include "protocols/activesync/sync/server_id.h"

#include "base/text.h"

namespace syncgate::activesync {

std::string to_server_id(CollectionId collection) {
    return std::to_string(collection);
}

std::string to_server_id(const ItemId& item) {
    return std::to_string(item.collection) + ":" + std::to_string(item.uid);
}

std::optional<CollectionId> parse_collection_id(std::string_view text) {
    const auto number = parse_uint(text);
    if (!number || *number == 0 || *number > static_cast<std::uint64_t>(kMaxKey)) {
        return std::nullopt;
    }
    return static_cast<CollectionId>(*number);
}

std::optional<ItemId> parse_item_id(std::string_view text) {
    const auto colon = text.find(':');
    if (colon == std::string_view::npos) {
        return std::nullopt;
    }
    const auto collection = parse_collection_id(text.substr(0, colon));
    const auto uid = parse_collection_id(text.substr(colon + 1));
    if (!collection || !uid) {
        return std::nullopt;
    }
    return ItemId{*collection, *uid};
}

}  // namespace syncgate::activesync

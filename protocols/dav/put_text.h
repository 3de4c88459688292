// A text as an item of a book, by the rules of UIDs: one UID, one item of a book.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "protocols/dav/node.h"
#include "store/change.h"

namespace syncgate::dav {

struct ItemText {
    std::string name, uid;
    std::string_view bytes;
};

// The item that stands in the text's way: another one with its UID, or `there`, which has another
// UID. Source: RFC 6352 6.3.2.1 CARDDAV:no-uid-conflict.
std::optional<Node> find_rival(const store::Snapshot& snapshot, const Node& book,
                               const ItemText& text, const std::optional<Node>& there);

// Stores it as an item, `there` or a new one; bytes that it has already change nothing.
// Errors: kOverQuota.
Result<void> put_text(store::Change& change, const Node& book, const ItemText& text,
                      const std::optional<Node>& there);

// With what was said of it, into a book where nothing has the name or the UID. Errors: kOverQuota.
Result<void> copy_item(store::Change& change, const Node& item, CollectionId to,
                       const std::string& name);

}  // namespace syncgate::dav

#include "protocols/dav/put_text.h"

#include "formats/digest/sha256.h"

namespace syncgate::dav {

std::optional<Node> find_rival(const store::Snapshot& snapshot, const Node& book,
                               const ItemText& text, const std::optional<Node>& there) {
    if (there && !there->item->native_uid.empty() && there->item->native_uid != text.uid) {
        return there;
    }
    if (text.uid.empty()) {
        return std::nullopt;
    }
    const auto id = book.book->collection.id;
    for (const auto& each : snapshot.find_by_native_uid(text.uid)) {
        auto rival = each.collection == id && each.name != text.name
                         ? snapshot.resource(id, each.name)
                         : std::nullopt;
        if (rival) {
            return node_of(book, *std::move(rival));
        }
    }
    return std::nullopt;
}

Result<void> put_text(store::Change& change, const Node& book, const ItemText& text,
                      const std::optional<Node>& there) {
    if (there && there->item->digest == digest::sha256(text.bytes)) {
        return {};
    }
    if (auto room = change.make_room(static_cast<std::int64_t>(text.bytes.size()), there ? 0 : 1);
        !room) {
        return room;
    }
    const auto id = book.book->collection.id;
    store::NewObject object;
    object.bytes = text.bytes;
    store::NewItem item;
    item.object = change.add_object(object);
    item.name = text.name;
    item.native_uid = text.uid;
    if (there && there->item->native_uid == text.uid) {
        change.set_object(id, there->item->uid, item.object, item.sort_key);
        return {};
    }
    const auto said = there ? store::item_properties(change, there->item_place())
                            : std::vector<store::Property>();
    if (there) {  // it had no UID: another item has its name from now on
        change.remove_item(id, there->item->uid);
    }
    const Uid added = change.add_item(id, item);
    for (const auto& each : said) {
        store::set_item_property(change, {id, added}, each.name, each.value);
    }
    return {};
}

Result<void> copy_item(store::Change& change, const Node& item, CollectionId to,
                       const std::string& name) {
    if (auto room = change.make_room(0, 1); !room) {
        return room;
    }
    store::NewItem copied;
    copied.object = item.item->object;
    copied.name = name;
    copied.native_uid = item.item->native_uid;
    const Uid added = change.add_item(to, copied);
    store::copy_item_properties(change, item.item_place(), {to, added});
    return {};
}

}  // namespace syncgate::dav

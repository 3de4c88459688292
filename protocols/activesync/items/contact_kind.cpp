#include "protocols/activesync/items/contact_kind.h"

#include "base/hex.h"
#include "formats/digest/sha256.h"
#include "formats/wbxml/tags.h"
#include "protocols/activesync/items/contact.h"
#include "protocols/activesync/items/render_or_explain.h"
#include "protocols/activesync/items/text_body.h"

namespace syncgate::activesync {
namespace {

using wbxml::Element;
namespace contacts = wbxml::contacts;

constexpr std::size_t kUidBytes = 16;  // random: nobody else gives the same UID
constexpr std::int64_t kSortKey = 0;

Result<std::string> text_of(const store::Snapshot& snapshot, const Item& item) {
    const auto object = snapshot.object(item.object);
    if (!object) {
        return Error{ErrorCode::kNotFound, "an item without its object"};
    }
    return snapshot.bytes(object->id, 0, object->size);
}

Result<vcard::Card> card_of(const store::Snapshot& snapshot, const Item& item) {
    const auto text = text_of(snapshot, item);
    return text ? vcard::read(*text) : text.error();
}

Result<std::string> merged_text(Result<vcard::Card> card, const Element& data,
                                const EditOptions& options) {
    if (!card) {
        return card.error();
    }
    const auto merged = merge_contact(*std::move(card), data, options);
    return merged ? Result<std::string>(vcard::write(*merged)) : merged.error();
}

// An item status.
int put(store::Change& change, const Item& item, const std::string& text) {
    if (!change.make_room(static_cast<std::int64_t>(text.size()), 0)) {
        return kItemNoRoom;
    }
    store::NewObject object;
    object.bytes = text;
    change.set_object(item.collection, item.uid, change.add_object(object), item.sort_key);
    return kItemOk;
}

// What is shown instead of a card that can't be: the address book goes on, the user sees why.
Element placeholder(std::string_view note, const RenderOptions& options) {
    const std::string name = "(This contact cannot be shown)";
    Element data(wbxml::air_sync::kApplicationData);
    data.add(contacts::kFileAs, name);
    data.add(contacts::kLastName, name);
    add_text_body(data, note, options);
    return data;
}

}  // namespace

Element ContactKind::render(const store::Snapshot& snapshot, const Item& item,
                            const RenderOptions& options) const {
    return render_or_explain(
        [&]() -> Result<Element> {
            const auto card = card_of(snapshot, item);
            return card ? Result<Element>(render_contact(*card, options)) : card.error();
        },
        [&](std::string_view reason) {
            return placeholder(
                "The server keeps this contact but could not render it: " + std::string(reason),
                options);
        });
}

Element ContactKind::render_state(const store::Snapshot& snapshot, const Item& item,
                                  const RenderOptions& options) const {
    return render(snapshot, item, options);
}

Element ContactKind::stand_in(const Item&, Version version) const {
    RenderOptions options;
    options.version = version;
    return placeholder(
        "This device could not take the contact, which was set aside for it. It is on the server "
        "as it was; the administrator can have it sent again.",
        options);
}

int ContactKind::merge(store::Change& change, const Item& item, const Element& data,
                       const EditOptions& options) const {
    const auto text = text_of(change, item);
    if (!text) {
        return kItemInvalid;
    }
    const auto merged = merged_text(vcard::read(*text), data, options);
    if (!merged) {
        return kItemInvalid;
    }
    return *merged == *text ? kItemOk : put(change, item, *merged);
}

int ContactKind::replace(store::Change& change, const Item& item, const Element& data,
                         const EditOptions& options) const {
    const auto text = merged_text(new_contact(item.native_uid), data, options);
    return text ? put(change, item, *text) : kItemInvalid;
}

int ContactKind::replace_unseen(store::Change& change, const Item& item, const Element& data,
                                const EditOptions& options) const {
    return merge(change, item, data, options);
}

std::optional<std::string> ContactKind::merged(const store::Snapshot& snapshot, const Item& item,
                                               const Element& data,
                                               const EditOptions& options) const {
    auto text = merged_text(card_of(snapshot, item), data, options);
    return text ? std::optional(*std::move(text)) : std::nullopt;
}

bool ContactKind::conflicts(const Element&) const {
    return true;  // a Change says all that the contact is
}

ItemKind::Added ContactKind::add(store::Change& change, const Collection& collection,
                                 const Element& data, const EditOptions& options) const {
    const std::string uid = hex_encode(digest::random_bytes(kUidBytes));
    const auto text = merged_text(new_contact(uid), data, options);
    if (!text) {
        return {};
    }
    if (!change.make_room(static_cast<std::int64_t>(text->size()), 1)) {
        return {kItemNoRoom, 0};
    }
    store::NewObject object;
    object.bytes = *text;
    store::NewItem item;
    item.object = change.add_object(object);
    item.name = uid + ".vcf";
    item.native_uid = uid;
    item.sort_key = kSortKey;
    return {kItemOk, change.add_item(collection.id, item)};
}

}  // namespace syncgate::activesync

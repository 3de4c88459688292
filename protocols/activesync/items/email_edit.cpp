#include "protocols/activesync/items/email_edit.h"

#include "formats/wbxml/tags.h"
#include "protocols/activesync/items/draft.h"
#include "protocols/activesync/items/email.h"
#include "protocols/activesync/items/mail_state.h"
#include "protocols/activesync/items/message.h"
#include "store/delivery.h"

namespace syncgate::activesync {
namespace {

using wbxml::Element;

Result<std::string> draft_after(const store::Snapshot& snapshot, CollectionId folder,
                                const Item* item, const Element& data, const EditOptions& options) {
    const auto collection = snapshot.collection(folder);
    return collection ? draft_after(snapshot, *collection, item, data, options)
                      : Error{ErrorCode::kNotFound, "no such folder"};
}

// A new message for an item that exists; an item status.
int put(store::Change& change, const Item& item, const std::string& message) {
    if (!change.make_room(static_cast<std::int64_t>(message.size()), 0)) {
        return kItemNoRoom;
    }
    change.set_object(item.collection, item.uid, change.add_object(store::index_mail(message)),
                      item.sort_key);
    return kItemOk;
}

int put_draft(store::Change& change, const Item& item, const Result<std::string>& message,
              const MailState& state) {
    if (!message) {
        return kItemInvalid;
    }
    if (const int status = put(change, item, *message); status != kItemOk) {
        return status;
    }
    keep_tags(change, state);
    change.set_state(item.collection, item.uid, state.flags | kDraft, state.keywords,
                     state.follow_up);
    return kItemOk;
}

// A draft that a device has just written; read, since it was written here.
Item new_draft() {
    Item item;
    item.flags = kDraft | kSeen;
    return item;
}

}  // namespace

Result<std::string> draft_after(const store::Snapshot& snapshot, const Collection& folder,
                                const Item* item, const Element& data, const EditOptions& options) {
    if (folder.role != Role::kDrafts || options.version < Version::k16_0) {
        return Error{ErrorCode::kForbidden, "no draft that a device writes"};
    }
    const DraftWriter writer{options.writer, options.now};
    if (item == nullptr) {
        return merge_draft("", {}, data, writer);
    }
    const RenderOptions any;
    const auto before = load_message(snapshot, *item, any);
    return before ? merge_draft(snapshot.bytes(item->object, 0, before->object.size),
                                before->structure, data, writer)
                  : before.error();
}

int EmailKind::merge(store::Change& change, const Item& item, const Element& data,
                     const EditOptions& options) const {
    const auto state = merge_mail_state(change, item, data);
    if (!state) {
        return kItemInvalid;
    }
    if (edits_message(data)) {
        return put_draft(change, item, draft_after(change, item.collection, &item, data, options),
                         *state);
    }
    if (!is_mail_state(data)) {
        return kItemInvalid;  // received mail has no other part that a client may change
    }
    keep_tags(change, *state);
    change.set_state(item.collection, item.uid, state->flags, state->keywords, state->follow_up);
    return kItemOk;
}

int EmailKind::replace(store::Change& change, const Item& item, const Element& data,
                       const EditOptions& options) const {
    const auto state = merge_mail_state(change, new_draft(), data);
    return state ? put_draft(change, item,
                             draft_after(change, item.collection, nullptr, data, options), *state)
                 : kItemInvalid;
}

std::optional<std::string> EmailKind::merged(const store::Snapshot& snapshot, const Item& item,
                                             const Element& data,
                                             const EditOptions& options) const {
    if (!edits_message(data)) {
        return std::nullopt;
    }
    auto message = draft_after(snapshot, item.collection, &item, data, options);
    return message ? std::optional(*std::move(message)) : std::nullopt;
}

std::optional<Element> EmailKind::told(const store::Snapshot& snapshot, const Item& item,
                                       const Element& data, bool is_new) const {
    if (!is_new && !data.has(wbxml::air_sync_base::kAttachments)) {
        return std::nullopt;
    }
    const RenderOptions any;
    const auto message = load_message(snapshot, item, any);
    return message ? told_of_draft(*message, data, is_new) : std::nullopt;
}

// Read state, flag and categories merge property by property.
bool EmailKind::conflicts(const Element& data) const {
    return edits_message(data);
}

ItemKind::Added EmailKind::add(store::Change& change, const Collection& collection,
                               const Element& data, const EditOptions& options) const {
    const auto state = merge_mail_state(change, new_draft(), data);
    const auto message = draft_after(change, collection, nullptr, data, options);
    if (!state || !message) {
        return {};
    }
    if (!change.make_room(static_cast<std::int64_t>(message->size()), 1)) {
        return {kItemNoRoom, 0};
    }
    keep_tags(change, *state);
    store::NewItem item;
    item.object = change.add_object(store::index_mail(*message));
    item.sort_key = options.now;
    item.flags = state->flags;
    item.keywords = state->keywords;
    item.follow_up = state->follow_up;
    return {kItemOk, change.add_item(collection.id, item)};
}

}  // namespace syncgate::activesync

#include "protocols/activesync/items/email_edit.h"

#include "formats/mime/traces.h"
#include "formats/wbxml/tags.h"
#include "protocols/activesync/items/attachments.h"
#include "protocols/activesync/items/draft.h"
#include "protocols/activesync/items/email.h"
#include "protocols/activesync/items/mail_state.h"
#include "protocols/activesync/items/message.h"
#include "store/delivery.h"

namespace syncgate::activesync {
namespace {

using wbxml::Element;
namespace base = wbxml::air_sync_base;

Result<std::string> draft_after(const store::Snapshot& snapshot, CollectionId folder,
                                const Item* item, const Element& data, const EditOptions& options) {
    const auto collection = snapshot.collection(folder);
    return collection ? draft_after(snapshot, *collection, item, data, options)
                      : Error{ErrorCode::kNotFound, "no such folder"};
}

// The attachments that received mail is to lose; nullopt where the data says anything else of it.
std::optional<std::vector<FileReference>> files_to_drop(const Element& data) {
    const auto* attachments = data.child(base::kAttachments);
    std::vector<FileReference> files;
    for (const auto& each :
         attachments == nullptr ? std::vector<Element>() : attachments->children()) {
        const auto file = parse_file_reference(each.text(base::kFileReference).value_or(""));
        if (each.tag() != base::kDelete || !file) {
            return std::nullopt;
        }
        files.push_back(*file);
    }
    Element rest(data.tag());
    for (const auto& each : data.children()) {
        if (each.tag() != base::kAttachments) {
            rest.add(each);
        }
    }
    const bool is_all = rest.children().empty() || is_mail_state(rest);
    return files.empty() || !is_all ? std::nullopt : std::optional(std::move(files));
}

// Source: MS-ASAIRS 2.2.2.21 Delete, which a client also asks of mail that it has received.
Result<std::string> without_files(const store::Snapshot& snapshot, const Item& item,
                                  const std::vector<FileReference>& files, UnixSeconds now) {
    const RenderOptions any;
    const auto message = load_message(snapshot, item, any);
    if (!message) {
        return message.error();
    }
    std::vector<std::size_t> parts;
    for (const auto& file : files) {
        if (file.collection != item.collection || file.uid != item.uid) {
            return Error{ErrorCode::kNotFound, "a file of another message"};
        }
        parts.push_back(file.part);
    }
    return mime::without_attachments(snapshot.bytes(item.object, 0, message->object.size),
                                     message->structure, std::move(parts), now);
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

void put_state(store::Change& change, const Item& item, const MailState& state,
               std::uint32_t more = 0) {
    keep_tags(change, state);
    change.set_state(item.collection, item.uid, state.flags | more, state.keywords,
                     state.follow_up);
}

// With these flags besides; an item status.
int put_message(store::Change& change, const Item& item, const Result<std::string>& message,
                const MailState& state, std::uint32_t more) {
    const int status = message ? put(change, item, *message) : kItemInvalid;
    if (status == kItemOk) {
        put_state(change, item, state, more);
    }
    return status;
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
    const auto folder = change.collection(item.collection);
    const bool is_draft = folder && folder->role == Role::kDrafts;
    const auto files = is_draft ? std::nullopt : files_to_drop(data);
    if (files && options.version >= Version::k16_0) {
        return put_message(change, item, without_files(change, item, *files, options.now), *state,
                           0);
    }
    if (edits_message(data)) {
        return put_message(change, item, draft_after(change, item.collection, &item, data, options),
                           *state, kDraft);
    }
    if (!is_mail_state(data)) {
        return kItemInvalid;  // received mail has no other part that a client may change
    }
    put_state(change, item, *state);
    return kItemOk;
}

int EmailKind::replace(store::Change& change, const Item& item, const Element& data,
                       const EditOptions& options) const {
    const auto state = merge_mail_state(change, new_draft(), data);
    return state ? put_message(change, item,
                               draft_after(change, item.collection, nullptr, data, options), *state,
                               kDraft)
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
    if (!is_new && !data.has(base::kAttachments)) {
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

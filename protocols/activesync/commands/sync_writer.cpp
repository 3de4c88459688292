#include "protocols/activesync/commands/sync_writer.h"

#include <algorithm>
#include <functional>
#include <set>
#include <string>
#include <utility>

#include "base/text.h"
#include "formats/wbxml/tags.h"
#include "protocols/activesync/sync/server_id.h"
#include "protocols/activesync/sync/set_aside.h"
#include "store/delivery.h"

namespace syncgate::activesync {
namespace {

using wbxml::Element;
namespace air_sync = wbxml::air_sync;

constexpr DeviceNumber kNoDevice = 0;  // the account's own memory
constexpr std::string_view kSentDraft = "sent draft";

wbxml::Tag tag_of(CommandKind kind) {
    switch (kind) {
        case CommandKind::kAdd:
            return air_sync::kAdd;
        case CommandKind::kChange:
            return air_sync::kChange;
        case CommandKind::kDelete:
            return air_sync::kDelete;
    }
    return air_sync::kChange;
}

}  // namespace

SyncWriter::SyncWriter(store::Change& change, const Collection& collection, const Place& place,
                       const Device& device, const DraftSends& sends, EditOptions options,
                       bool deletes_as_moves)
    : change_(change),
      collection_(collection),
      place_(place),
      kind_(item_kind(collection.item_class)),
      device_(device.number),
      sends_(sends),
      options_(std::move(options)),
      to_trash_(deletes_as_moves && collection.item_class == ItemClass::kMail) {}

std::optional<Element> SyncWriter::run(const SyncCommand& command, SyncPoint& confirmed,
                                       SyncPoint& next, bool server_wins) {
    command_ = &command;
    ClientCommand client;
    client.kind = command.kind;
    client.client_id = command.client_id;
    client.digest = command.digest;
    client.conflicts = command.data == nullptr || command.sends || kind_.conflicts(*command.data);
    const bool is_add = command.kind == CommandKind::kAdd;
    CommandOutcome outcome{kItemGone, 0};
    const auto id = parse_item_id(command.server_id);
    if (is_add || (id && id->collection == place_.named)) {
        client.uid = id ? id->uid : 0;
        const bool may_make_tags = command.data != nullptr &&
                                   command.data->has(wbxml::email::kCategories) &&
                                   !next.own.empty();
        const auto tags = may_make_tags ? change_.tags() : std::vector<Tag>();
        outcome = execute(client, confirmed, next, *this, server_wins);
        if (may_make_tags) {
            tell_new_tags(tags, outcome.uid, confirmed, next);
        }
    }
    return response(outcome);
}

void SyncWriter::tell_new_tags(const std::vector<Tag>& before, Uid named, SyncPoint& confirmed,
                               SyncPoint& next) {
    std::set<std::string, std::less<>> keywords;
    for (const auto& tag : change_.tags()) {
        if (std::find(before.begin(), before.end(), tag) == before.end()) {
            keywords.insert(tag.keyword);
        }
    }
    if (keywords.empty()) {
        return;
    }
    for (auto& [uid, own] : next.own) {
        const bool changed = own.has && own.version == modseq() && uid != named;
        const auto item = changed ? this->item(uid) : std::nullopt;
        const auto has = item ? split(item->keywords, '\n') : std::vector<std::string_view>();
        if (std::none_of(has.begin(), has.end(),
                         [&](std::string_view each) { return keywords.contains(each); })) {
            continue;
        }
        own.stale = true;
        // Also for a request that is sent again.
        if (const auto it = confirmed.journal.items.find(uid);
            it != confirmed.journal.items.end()) {
            it->second.clean = false;
        }
        for (auto& [client_id, executed] : confirmed.journal.adds) {
            executed.clean = executed.clean && executed.uid != uid;
        }
    }
}

std::optional<Element> SyncWriter::response(const CommandOutcome& outcome) const {
    const bool is_add = command_->kind == CommandKind::kAdd;
    const bool done = outcome.status == kItemOk;
    const auto item = done && command_->data != nullptr ? change_.item(collection_.id, outcome.uid)
                                                        : std::nullopt;
    auto told = item ? kind_.told(change_, *item, *command_->data, is_add) : std::nullopt;
    if (!is_add && done && !told) {
        return std::nullopt;
    }
    Element response(tag_of(command_->kind));
    if (is_add) {
        response.add(air_sync::kClientId, command_->client_id);
    }
    if (!is_add || done) {
        response.add(air_sync::kServerId, is_add ? to_server_id(ItemId{place_.named, outcome.uid})
                                                 : command_->server_id);
    }
    response.add(air_sync::kStatus, outcome.status);
    if (told) {
        response.add(*std::move(told));
    }
    return response;
}

std::optional<Item> SyncWriter::item(Uid uid) {
    return change_.item(collection_.id, uid);
}

ItemWriter::Made SyncWriter::add() {
    if (!place_.writes) {
        return {kItemInvalid, 0};
    }
    if (command_->sends) {
        const Uid uid = unused_uid();
        const int status = send_unseen(uid);
        return {status, status == kItemOk ? uid : 0};
    }
    const auto added = kind_.add(change_, collection_, *command_->data, options_);
    return {added.status, added.uid};
}

bool SyncWriter::is_set_aside(const Item& item) const {
    return set_aside_in(change_, device_, collection_.id).contains(item.uid);
}

int SyncWriter::change(const Item& item) {
    if (!place_.writes) {
        return kItemInvalid;
    }
    if ((command_->sends || kind_.conflicts(*command_->data)) && is_set_aside(item)) {
        return kItemInvalid;
    }
    const int sent = command_->sends ? send_draft(item, item.object) : kItemOk;
    if (command_->sends && (sent == kItemOk || overtaken_)) {
        return sent;
    }
    // What can't be sent is kept as it was written: its writer goes on from there.
    const int merged = kind_.merge(change_, item, *command_->data, options_);
    return command_->sends ? sent : merged;
}

int SyncWriter::send(ObjectId base) {
    const auto& prepared = sends_.at(command_);
    if (prepared.ready == nullptr) {
        return prepared.refused;
    }
    if (prepared.ready->base() != base) {
        overtaken_ = true;
        return kItemRetry;
    }
    if (const auto sent = prepared.ready->texts().hand_over(change_, options_.now); !sent) {
        return sent.error().code == ErrorCode::kOverQuota
                   ? kItemNoRoom
                   : static_cast<int>(status_of(sent.error().code));
    }
    return kItemOk;
}

int SyncWriter::send_draft(const Item& item, ObjectId base) {
    const int status = send(base);
    if (status == kItemOk) {
        change_.remove_item(item.collection, item.uid);
        remember_sent(item.uid);
    }
    return status;
}

int SyncWriter::send_unseen(Uid uid) {
    const int status = send(0);
    if (status == kItemOk) {
        remember_sent(uid);
    }
    return status;
}

std::string SyncWriter::memory_of(Uid uid) const {
    return to_server_id(ItemId{collection_.id, uid});
}

bool SyncWriter::was_sent(Uid uid) const {
    return change_.remembered(kNoDevice, kSentDraft, memory_of(uid)).has_value();
}

// For as long as a device may repeat an Add whose answer it never got.
void SyncWriter::remember_sent(Uid uid) {
    constexpr UnixSeconds kRemembered = 30 * 86'400;
    change_.remember(kNoDevice, kSentDraft, memory_of(uid), "", options_.now + kRemembered);
}

// What is gone was sent, by this device or another; or somebody threw it away, and who now sends it
// did not know.
int SyncWriter::replace_gone(Uid uid) {
    if (!command_->sends) {
        return kItemOk;
    }
    return was_sent(uid) ? static_cast<int>(CommonStatus::kPreviouslySent) : send_unseen(uid);
}

int SyncWriter::replace(const Item& item) {
    if (!place_.writes) {
        return kItemInvalid;
    }
    if (command_->sends) {
        return send_draft(item, 0);
    }
    return kind_.replace(change_, item, *command_->data, options_);
}

int SyncWriter::replace_unseen(const Item& item) {
    return command_->sends || !place_.writes
               ? replace(item)
               : kind_.replace_unseen(change_, item, *command_->data, options_);
}

int SyncWriter::remove(const Item& item) {
    if (!place_.writes) {
        return kItemInvalid;
    }
    if (to_trash_) {
        return change_.trash_item(item.collection, item.uid) ? kItemOk : kItemRetry;
    }
    change_.remove_item(item.collection, item.uid);
    return kItemOk;
}

Uid SyncWriter::renew(const Item& item) {
    return change_.move_item(item.collection, item.uid, item.collection).value_or(item.uid);
}

Uid SyncWriter::unused_uid() {
    return change_.reserve_uid(collection_.id);
}

Uid SyncWriter::renew_gone(Uid uid) {
    const Uid renewed = unused_uid();
    if (was_sent(uid)) {
        remember_sent(renewed);
    }
    return renewed;
}

void SyncWriter::keep_refused(const Item& item) {
    if (!place_.writes) {
        return;  // it could not have won
    }
    if (const auto text = kind_.merged(change_, item, *command_->data, options_)) {
        store::NewObject object;
        object.bytes = *text;
        change_.keep_refused(
            item, collection_.item_class == ItemClass::kMail ? store::index_mail(*text) : object,
            device_);
    }
}

void SyncWriter::keep_unseen(const Item& item) {
    const bool is_delete = command_->kind == CommandKind::kDelete;
    if (place_.writes && (!is_delete || !to_trash_)) {
        change_.keep_version(item, is_delete ? Loss::kDeleted : Loss::kOverwritten, device_);
    }
}

}  // namespace syncgate::activesync

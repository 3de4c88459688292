// The writes of a collection's Sync: its commands with their journal, its line of keys.
#include "protocols/activesync/commands/collection_sync.h"
#include "protocols/activesync/commands/sync_writer.h"
#include "protocols/activesync/sync/moved_items.h"
#include "protocols/activesync/sync/server_id.h"
#include "protocols/activesync/sync/set_aside.h"

namespace syncgate::activesync {

// All commands and their journal in one write: what was executed is remembered, also when the
// process is killed before the answer leaves.
CollectionStatus CollectionSync::execute_commands() {
    for (const auto& command : asked_.commands) {
        const auto item = parse_item_id(command.server_id);
        if (command.kind == CommandKind::kAdd) {
            next_.answered_adds.insert(command.client_id);
        } else if (item && item->collection == named_) {
            next_.answered_items.insert(item->uid);
        }
    }
    const EditOptions options{context_.version, options_.supported,
                              context_.quirks().empty_picture_keeps, context_.account->address(),
                              context_.services.clock.now()};
    const auto sends = prepare_sends(context_, *collection_, asked_.commands, options);
    if (!sends) {
        return not_written(sends.error());
    }
    const auto done = context_.account->write([&](store::Change& change) -> Result<bool> {
        const SyncWriter::Place place{named_, !context_.guest || context_.guest->writes};
        SyncWriter writer(change, *collection_, place, context_.device, *sends, options,
                          asked_.deletes_as_moves);
        for (const auto& command : asked_.commands) {
            responses_.push_back(writer.run(command, *used_.point, next_, options_.server_wins));
        }
        if (writer.was_overtaken()) {
            outrun_ = true;
            return Error{ErrorCode::kConflict, "a draft to send has become another"};
        }
        return keep_line(change);
    });
    return done ? Status::kOk : not_written(done.error());
}

CollectionStatus CollectionSync::save_as_new() {
    const auto saved = context_.account->note([&](store::Note& note) -> Result<std::int64_t> {
        next_.key = note.next_key();
        line_.issue(next_);
        if (asked_.key == "0" && context_.quirks().keeps_moved) {
            note_beginning(note, context_.device.number, id_, next_.key,
                           context_.services.clock.now());
        }
        auto kept = keep_line(note);
        if (const auto aside = page_ ? page_->newly_aside() : std::nullopt; kept && aside) {
            keep_aside(note, *aside);
        }
        return kept ? Result<std::int64_t>(next_.key) : kept.error();
    });
    if (!saved) {
        return not_written(saved.error());
    }
    key_ = std::to_string(*saved);
    return Status::kOk;
}

CollectionStatus CollectionSync::save() {
    const auto saved =
        context_.account->note([&](store::Note& note) -> Result<bool> { return keep_line(note); });
    return saved ? Status::kOk : not_written(saved.error());
}

Result<bool> CollectionSync::keep_line(store::Note& note) {
    if (line_.save(note, context_.device.number, id_)) {
        return true;
    }
    outrun_ = true;
    return Error{ErrorCode::kConflict, "another gateway has saved the line"};
}

void CollectionSync::keep_aside(store::Note& note, Uid uid) const {
    set_aside(note, context_.device.number, {id_, uid});
    context_.services.log.warning("item_set_aside", {{"account", context_.who.address},
                                                     {"device", context_.device.id},
                                                     {"item", to_server_id(ItemId{named_, uid})}});
}

CollectionStatus CollectionSync::not_written(const Error& error) const {
    if (outrun_) {
        return Status::kServerError;
    }
    context_.services.log.error("sync_write_failed",
                                {{"account", context_.who.address}, {"reason", error.detail}});
    return Status::kServerError;
}

}  // namespace syncgate::activesync

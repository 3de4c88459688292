#include "protocols/activesync/commands/collection_sync.h"

#include "formats/wbxml/tags.h"
#include "protocols/activesync/sync/layers.h"
#include "protocols/activesync/sync/line_locks.h"
#include "protocols/activesync/sync/server_id.h"
#include "protocols/activesync/sync/set_aside.h"

namespace syncgate::activesync {

using wbxml::Element;
namespace air_sync = wbxml::air_sync;

Element collection_refusal(const SyncCollection& asked, CollectionStatus status) {
    Element element(air_sync::kCollection);
    element.add(air_sync::kSyncKey, status == CollectionStatus::kInvalidKey ? "0" : asked.key);
    element.add(air_sync::kCollectionId, asked.id);
    element.add(air_sync::kStatus, static_cast<int>(status));
    return element;
}

std::optional<Element> CollectionSync::run() {
    const auto id = parse_collection_id(asked_.id);
    if (!id) {
        return collection_refusal(asked_, Status::kNotFound);
    }
    named_ = *id;
    id_ = context_.guest ? context_.guest->collection : named_;
    const bool first = asked_.key == "0";
    const bool plain = asked_.commands.empty() && asked_.fetches.empty();
    if (plain && !first && asked_.get_changes && !get_changes_ && may_wait(context_.version)) {
        return std::nullopt;  // no room left: the next request asks for it again
    }
    const auto one_at_a_time =
        context_.locks.lock(context_.account->id(), context_.device.number, id_);
    const Status status = first ? start() : go_on();
    if (status != Status::kOk) {
        return collection_refusal(asked_, status);
    }
    return key_.empty() ? std::nullopt : std::optional(finish());
}

template <class F>
CollectionStatus CollectionSync::read(F&& f) {
    const Result<Status> status = context_.account->read(std::forward<F>(f));
    if (status) {
        return *status;
    }
    context_.services.log.error(
        "sync_failed", {{"account", context_.who.address}, {"reason", status.error().detail}});
    return Status::kServerError;
}

Result<CollectionStatus> CollectionSync::open(const store::Snapshot& snapshot) {
    auto seen = look_at(snapshot, context_.viewer(), id_);
    if (!seen) {
        return Status::kHierarchyChanged;
    }
    auto line = SyncLine::load(snapshot, context_.device.number, id_);
    if (!line) {
        return line.error();
    }
    line_ = *std::move(line);
    seen_ = *std::move(seen);
    collection_ = &seen_.collection;
    return asked_.suits(collection_->item_class) ? Status::kOk : Status::kProtocolError;
}

// The device's options, from those of the point that it starts from; false for a filter that
// the class has not.
bool CollectionSync::choose_options(const std::string& before) {
    options_ = decode_options(before);
    if (asked_.options) {
        auto supported = std::move(options_.supported);
        options_ = *asked_.options;
        options_.supported = std::move(supported);
    }
    if (asked_.supported) {
        options_.supported = *asked_.supported;
    }
    if (asked_.conversations) {
        options_.conversations = *asked_.conversations;
    }
    next_.options = encode(options_);
    options_.render.version = context_.version;
    const auto edge = seen_.edge(options_.filter_type, context_.services.clock.now());
    window_ = {edge.value_or(kMinKey), options_.conversations};
    return edge.has_value();
}

// Key 0: a new line beside the old one, which lives until the new key is used, with options of
// its own.
CollectionStatus CollectionSync::start() {
    const Status status = read([&](const store::Snapshot& snapshot) -> Result<Status> {
        const auto opened = open(snapshot);
        if (!opened || *opened != Status::kOk) {
            return opened;
        }
        next_ = line_.begin(snapshot.modseq());
        return choose_options("") ? Status::kOk : Status::kProtocolError;
    });
    return status == Status::kOk ? save_as_new() : status;
}

CollectionStatus CollectionSync::go_on() {
    const bool commands = !asked_.commands.empty();
    Status status = read([&](const store::Snapshot& snapshot) -> Result<Status> {
        const auto opened = open(snapshot);
        if (!opened || *opened != Status::kOk) {
            return opened;
        }
        if (!use_key()) {
            return Status::kInvalidKey;
        }
        if (!choose_options(used_.point->options)) {
            return Status::kProtocolError;
        }
        return commands ? Status::kOk : look(snapshot);
    });
    if (status != Status::kOk) {
        return status;
    }
    if (commands) {
        status = execute_commands();
        if (status == Status::kOk) {
            status = read([&](const store::Snapshot& snapshot) { return look_again(snapshot); });
        }
        return status == Status::kOk ? save_as_new() : status;
    }
    if (!get_changes_ || page_->count() > 0 || !line_.may_stay(*used_.point, next_)) {
        return save_as_new();
    }
    const bool answered = page_->has_fetched() || !may_wait(context_.version) ||
                          context_.quirks().wants_whole_answers;
    key_ = answered ? asked_.key : std::string();
    const bool changed = used_.point->adopt(next_);
    return used_.confirmed_now || changed ? save() : Status::kOk;
}

// Confirms the key's point, from which the next one starts. Nothing is kept yet.
bool CollectionSync::use_key() {
    const auto number = parse_sync_key(asked_.key);
    used_ = number ? line_.use(*number) : SyncLine::Used{};
    if (used_.point == nullptr || compacted() || is_overfull(*used_.point)) {
        return false;
    }
    next_ = used_.point->derive();
    return true;
}

// Whether compaction removed rows that this point still needs.
bool CollectionSync::compacted() const {
    return used_.point->a < Cursor{collection_->compacted, kMaxUid};
}

// Commands make a request another one each time, and have their own journal.
bool CollectionSync::is_judged() const {
    return alone_ && get_changes_ && asked_.commands.empty() && asked_.fetches.empty();
}

StuckPages::Place CollectionSync::place() const {
    return {context_.account->id(), context_.device.number, id_};
}

StuckPages::Advice CollectionSync::advise() const {
    return context_.services.stuck != nullptr && is_judged()
               ? context_.services.stuck->asked(place(), asked_.key, asked_.window)
               : StuckPages::Advice{asked_.window, false};
}

Result<CollectionStatus> CollectionSync::look(const store::Snapshot& snapshot) {
    const auto advice = advise();
    page_.emplace(*collection_, named_, options_.render, advice.window, room_);
    page_->begin(snapshot);
    page_->show_bodies_from(window_.edge);
    if (context_.quirks().keeps_moved) {
        page_->tell_moved_as_changed(context_.device.number);
    }
    page_->set_aside(set_aside_in(snapshot, context_.device.number, id_), advice.set_aside);
    for (const auto& id : asked_.fetches) {
        page_->fetch(id);
    }
    if (get_changes_) {
        const SnapshotView view(snapshot, id_);
        more_ = !respond(next_, view, window_, *page_);
    }
    if (context_.services.stuck != nullptr && is_judged()) {
        context_.services.stuck->answered(place(), page_->count());
    }
    return Status::kOk;
}

// After the commands, in a snapshot of its own: the folder may have gone or been hidden since,
// and compaction may have run.
Result<CollectionStatus> CollectionSync::look_again(const store::Snapshot& snapshot) {
    const auto folder = look_at(snapshot, context_.viewer(), id_);
    if (!folder) {
        return Status::kHierarchyChanged;
    }
    collection_->compacted = folder->collection.compacted;
    return compacted() ? Result<Status>(Status::kInvalidKey) : look(snapshot);
}

Element CollectionSync::finish() {
    Element element(air_sync::kCollection);
    if (context_.version <= Version::k12_1) {
        element.add(air_sync::kClass, std::string(class_name(collection_->item_class)));
    }
    element.add(air_sync::kSyncKey, key_);
    element.add(air_sync::kCollectionId, asked_.id);
    element.add(air_sync::kStatus, static_cast<int>(Status::kOk));
    Element responses(air_sync::kResponses);
    for (auto& response : responses_) {
        if (response) {
            responses.add(*std::move(response));
        }
    }
    if (page_) {
        page_->move_fetched_to(responses);
    }
    if (!responses.empty()) {
        element.add(std::move(responses));
    }
    if (more_) {
        element.add(air_sync::kMoreAvailable);
    }
    if (page_ && page_->count() > 0) {
        element.add(page_->take_commands());
    }
    return element;
}

}  // namespace syncgate::activesync

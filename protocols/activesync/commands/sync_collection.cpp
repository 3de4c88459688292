#include "protocols/activesync/commands/sync_collection.h"

#include "formats/wbxml/tags.h"
#include "protocols/activesync/commands/shared_folders.h"
#include "protocols/activesync/commands/sync_writer.h"
#include "protocols/activesync/sync/give_way.h"
#include "protocols/activesync/sync/layers.h"
#include "protocols/activesync/sync/line.h"
#include "protocols/activesync/sync/line_locks.h"
#include "protocols/activesync/sync/moved_items.h"
#include "protocols/activesync/sync/server_id.h"
#include "protocols/activesync/sync/set_aside.h"
#include "protocols/activesync/sync/stuck_pages.h"

namespace syncgate::activesync {
namespace {

using wbxml::Element;
namespace air_sync = wbxml::air_sync;

// Source: MS-ASCMD 2.2.3.177.17 Status (Sync).
enum SyncStatus : int {
    kOk = 1,
    kInvalidKey = 3,
    kProtocolError = 4,
    kServerError = 5,
    kNotFound = 8,
    kHierarchyChanged = 12,
};

Element refusal(const SyncCollection& asked, int status) {
    Element element(air_sync::kCollection);
    element.add(air_sync::kSyncKey, status == kInvalidKey ? "0" : asked.key);
    element.add(air_sync::kCollectionId, asked.id);
    element.add(air_sync::kStatus, status);
    return element;
}

// One collection's Sync on its way.
class Exchange {
  public:
    Exchange(Context& context, const SyncCollection& asked, AnswerRoom& room, bool alone)
        : context_(context),
          asked_(asked),
          room_(room),
          alone_(alone),
          get_changes_(asked.get_changes && room.may_begin()) {}

    std::optional<Element> run() {
        const auto id = parse_collection_id(asked_.id);
        if (!id) {
            return refuse(kNotFound);
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
        const int status = first ? start() : go_on();
        if (status != kOk) {
            return refuse(status);
        }
        return key_.empty() ? std::nullopt : std::optional(finish());
    }

    // Another gateway has answered a request of this line since it was read, or a draft to send was
    // changed by another: nothing was kept.
    [[nodiscard]] bool was_outrun() const { return outrun_; }

  private:
    [[nodiscard]] Element refuse(int status) const { return refusal(asked_, status); }

    // f: (const Snapshot&) -> Result<int>, a Status.
    template <class F>
    int read(F&& f) {
        const Result<int> status = context_.account->read(std::forward<F>(f));
        if (status) {
            return *status;
        }
        context_.services.log.error(
            "sync_failed", {{"account", context_.who.address}, {"reason", status.error().detail}});
        return kServerError;
    }

    int not_written(const Error& error) const {
        if (outrun_) {
            return kServerError;
        }
        context_.services.log.error("sync_write_failed",
                                    {{"account", context_.who.address}, {"reason", error.detail}});
        return kServerError;
    }

    Result<int> open(const store::Snapshot& snapshot) {
        auto seen = look_at(snapshot, context_.viewer(), id_);
        if (!seen) {
            return static_cast<int>(kHierarchyChanged);
        }
        auto line = SyncLine::load(snapshot, context_.device.number, id_);
        if (!line) {
            return line.error();
        }
        line_ = *std::move(line);
        seen_ = *std::move(seen);
        collection_ = &seen_.collection;
        return static_cast<int>(asked_.suits(collection_->item_class) ? kOk : kProtocolError);
    }

    // The device's options, from those of the point that it starts from; false for a filter that
    // the class has not.
    bool choose_options(const std::string& before) {
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
    int start() {
        const int status = read([&](const store::Snapshot& snapshot) -> Result<int> {
            const auto opened = open(snapshot);
            if (!opened || *opened != kOk) {
                return opened;
            }
            next_ = line_.begin(snapshot.modseq());
            return static_cast<int>(choose_options("") ? kOk : kProtocolError);
        });
        return status == kOk ? save_as_new() : status;
    }

    int go_on() {
        const bool commands = !asked_.commands.empty();
        int status = read([&](const store::Snapshot& snapshot) -> Result<int> {
            const auto opened = open(snapshot);
            if (!opened || *opened != kOk) {
                return opened;
            }
            if (!use_key()) {
                return static_cast<int>(kInvalidKey);
            }
            if (!choose_options(used_.point->options)) {
                return static_cast<int>(kProtocolError);
            }
            return commands ? static_cast<int>(kOk) : look(snapshot);
        });
        if (status != kOk) {
            return status;
        }
        if (commands) {
            status = execute_commands();
            if (status == kOk) {
                status =
                    read([&](const store::Snapshot& snapshot) { return look_again(snapshot); });
            }
            return status == kOk ? save_as_new() : status;
        }
        if (!get_changes_ || page_->count() > 0 || !line_.may_stay(*used_.point, next_)) {
            return save_as_new();
        }
        const bool answered = page_->has_fetched() || !may_wait(context_.version) ||
                              context_.quirks().wants_whole_answers;
        key_ = answered ? asked_.key : std::string();
        const bool changed = used_.point->adopt(next_);
        return used_.confirmed_now || changed ? save() : static_cast<int>(kOk);
    }

    // Confirms the key's point, from which the next one starts. Nothing is kept yet.
    bool use_key() {
        const auto number = parse_sync_key(asked_.key);
        used_ = number ? line_.use(*number) : SyncLine::Used{};
        if (used_.point == nullptr || compacted() || is_overfull(*used_.point)) {
            return false;
        }
        next_ = used_.point->derive();
        return true;
    }

    // Whether compaction removed rows that this point still needs.
    [[nodiscard]] bool compacted() const {
        return used_.point->a < Cursor{collection_->compacted, kMaxUid};
    }

    [[nodiscard]] EditOptions edit_options() const {
        return {context_.version, options_.supported, context_.quirks().empty_picture_keeps,
                context_.account->address(), context_.services.clock.now()};
    }

    // All commands and their journal in one write: what was executed is remembered, also when the
    // process is killed before the answer leaves.
    int execute_commands() {
        for (const auto& command : asked_.commands) {
            const auto item = parse_item_id(command.server_id);
            if (command.kind == CommandKind::kAdd) {
                next_.answered_adds.insert(command.client_id);
            } else if (item && item->collection == named_) {
                next_.answered_items.insert(item->uid);
            }
        }
        const auto options = edit_options();
        const auto sends = prepare_sends(context_, *collection_, asked_.commands, options);
        if (!sends) {
            return not_written(sends.error());
        }
        const auto done = context_.account->write([&](store::Change& change) -> Result<bool> {
            const SyncWriter::Place place{named_, !context_.guest || context_.guest->writes};
            SyncWriter writer(change, *collection_, place, context_.device, *sends, options,
                              asked_.deletes_as_moves);
            for (const auto& command : asked_.commands) {
                responses_.push_back(
                    writer.run(command, *used_.point, next_, options_.server_wins));
            }
            if (writer.was_overtaken()) {
                outrun_ = true;
                return Error{ErrorCode::kConflict, "a draft to send has become another"};
            }
            return keep_line(change);
        });
        return done ? static_cast<int>(kOk) : not_written(done.error());
    }

    // Commands make a request another one each time, and have their own journal.
    [[nodiscard]] bool is_judged() const {
        return alone_ && get_changes_ && asked_.commands.empty() && asked_.fetches.empty();
    }
    [[nodiscard]] StuckPages::Place place() const {
        return {context_.account->id(), context_.device.number, id_};
    }
    StuckPages::Advice advise() const {
        return context_.services.stuck != nullptr && is_judged()
                   ? context_.services.stuck->asked(place(), asked_.key, asked_.window)
                   : StuckPages::Advice{asked_.window, false};
    }

    void keep_aside(store::Note& note, Uid uid) const {
        set_aside(note, context_.device.number, {id_, uid});
        context_.services.log.warning("item_set_aside",
                                      {{"account", context_.who.address},
                                       {"device", context_.device.id},
                                       {"item", to_server_id(ItemId{named_, uid})}});
    }

    Result<int> look(const store::Snapshot& snapshot) {
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
        return static_cast<int>(kOk);
    }

    // After the commands, in a snapshot of its own: the folder may have gone or been hidden since,
    // and compaction may have run.
    Result<int> look_again(const store::Snapshot& snapshot) {
        const auto folder = look_at(snapshot, context_.viewer(), id_);
        if (!folder) {
            return static_cast<int>(kHierarchyChanged);
        }
        collection_->compacted = folder->collection.compacted;
        return compacted() ? Result<int>(static_cast<int>(kInvalidKey)) : look(snapshot);
    }

    Result<bool> keep_line(store::Note& note) {
        if (line_.save(note, context_.device.number, id_)) {
            return true;
        }
        outrun_ = true;
        return Error{ErrorCode::kConflict, "another gateway has saved the line"};
    }

    int save_as_new() {
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
        return kOk;
    }

    int save() {
        const auto saved = context_.account->note(
            [&](store::Note& note) -> Result<bool> { return keep_line(note); });
        return saved ? static_cast<int>(kOk) : not_written(saved.error());
    }

    Element finish() {
        Element element(air_sync::kCollection);
        if (context_.version <= Version::k12_1) {
            element.add(air_sync::kClass, std::string(class_name(collection_->item_class)));
        }
        element.add(air_sync::kSyncKey, key_);
        element.add(air_sync::kCollectionId, asked_.id);
        element.add(air_sync::kStatus, static_cast<int>(kOk));
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

    Context& context_;
    const SyncCollection& asked_;
    AnswerRoom& room_;
    const bool alone_;
    const bool get_changes_;
    CollectionId named_ = 0;  // by the device
    CollectionId id_ = 0;
    Seen seen_;
    Collection* collection_ = nullptr;  // in seen_
    SyncLine line_;
    SyncOptions options_;
    Window window_;
    SyncLine::Used used_;
    SyncPoint next_;
    std::vector<std::optional<Element>> responses_;
    std::optional<SyncPage> page_;
    bool more_ = false;
    bool outrun_ = false;
    std::string key_;  // of the answer; empty: nothing to say
};

std::optional<Element> exchange_until_kept(Context& context, const SyncCollection& collection,
                                           AnswerRoom& room, bool alone) {
    for (int tries = 1;; ++tries) {
        AnswerRoom left = room;
        Exchange exchange(context, collection, left, alone);
        auto answer = exchange.run();
        if (!exchange.was_outrun() || tries == kTries) {
            room = left;
            return answer;
        }
        give_way(tries);
    }
}

}  // namespace

std::optional<Element> sync_collection(Context& context, const SyncCollection& collection,
                                       AnswerRoom& room, bool alone) {
    const auto id = parse_collection_id(collection.id);
    const auto shared = id ? parse_shared_id(*id) : std::nullopt;
    if (!shared) {
        return exchange_until_kept(context, collection, room, alone);
    }
    auto guest = enter_shared(context, *shared);
    if (guest && *guest) {
        return exchange_until_kept(**guest, collection, room, alone);
    }
    if (!guest) {
        context.services.log.error(
            "sync_failed", {{"account", context.who.address}, {"reason", guest.error().detail}});
    }
    return refusal(collection, guest ? kHierarchyChanged : kServerError);
}

}  // namespace syncgate::activesync

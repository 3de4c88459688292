#include "protocols/activesync/commands/sync_collection.h"

#include "formats/wbxml/tags.h"
#include "protocols/activesync/commands/sync_page.h"
#include "protocols/activesync/commands/sync_writer.h"
#include "protocols/activesync/sync/filter.h"
#include "protocols/activesync/sync/line.h"
#include "protocols/activesync/sync/line_locks.h"
#include "protocols/activesync/sync/server_id.h"

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

// One collection's Sync on its way.
class Exchange {
  public:
    Exchange(Context& context, const SyncCollection& asked, int window)
        : context_(context), asked_(asked), window_(window) {}

    CollectionAnswer run() {
        if (asked_.malformed) {
            return refuse(kProtocolError);
        }
        const auto id = parse_collection_id(asked_.id);
        if (!id) {
            return refuse(kNotFound);
        }
        id_ = *id;
        const auto one_at_a_time =
            context_.locks.lock(context_.account->id(), context_.device.number, id_);
        if (const int status = load(); status != kOk) {
            return refuse(status);
        }
        return asked_.key == "0" ? start() : go_on();
    }

  private:
    CollectionAnswer refuse(int status) const {
        CollectionAnswer answer;
        answer.status = status;
        answer.element.emplace(air_sync::kCollection);
        answer.element->add(air_sync::kSyncKey, status == kInvalidKey ? "0" : asked_.key);
        answer.element->add(air_sync::kCollectionId, asked_.id);
        answer.element->add(air_sync::kStatus, status);
        return answer;
    }

    int load() {
        auto loaded = context_.account->read([&](const store::Snapshot& snapshot) -> Result<int> {
            collection_ = snapshot.collection(id_);
            if (!collection_) {
                return static_cast<int>(kHierarchyChanged);
            }
            auto line = SyncLine::load(snapshot, context_.device.number, id_);
            if (!line) {
                return line.error();
            }
            line_ = *std::move(line);
            highest_ = snapshot.modseq();
            return static_cast<int>(kOk);
        });
        if (!loaded) {
            context_.services.log.error("sync_failed", {{"account", context_.who.address},
                                                        {"reason", loaded.error().detail}});
            return kServerError;
        }
        if (*loaded != kOk) {
            return *loaded;
        }
        options_ = asked_.options ? *asked_.options : decode_options(line_.options);
        options_.render.version = context_.version;
        const auto edge = window_edge(collection_->item_class, options_.filter_type,
                                      context_.services.clock.now());
        if (!edge) {
            return kProtocolError;
        }
        edge_ = *edge;
        return kOk;
    }

    // Key 0: a new line beside the old one, which lives until the new key is used.
    CollectionAnswer start() {
        SyncPoint point = SyncPoint::initial(highest_);
        keep_options();
        if (!save_as_new(std::move(point))) {
            return refuse(kServerError);
        }
        return finish(nullptr);
    }

    CollectionAnswer go_on() {
        const auto number = parse_sync_key(asked_.key);
        const auto used = number ? line_.use(*number) : SyncLine::Used{};
        if (used.point == nullptr || compacted(*used.point) ||
            used.point->own.size() + used.point->journal.size() > kMaxExceptions) {
            return refuse(kInvalidKey);
        }
        SyncPoint next = used.point->derive();
        const bool options_changed = keep_options();
        if (!asked_.commands.empty() && !execute_commands(*used.point, next)) {
            return refuse(kServerError);
        }
        SyncPage page(*collection_, options_.render, window_);
        if (!look(next, page)) {
            return refuse(kServerError);
        }
        const bool nothing = asked_.get_changes && asked_.commands.empty() &&
                             used.point->journal.empty() && !line_.has_unconfirmed() &&
                             next.same_marks(*used.point) && page.count() == 0;
        if (nothing) {
            key_ = asked_.key;
            if ((used.confirmed_now || options_changed) && !save()) {
                return refuse(kServerError);
            }
            return page.has_fetched() ? finish(&page) : CollectionAnswer{};
        }
        if (!save_as_new(std::move(next))) {
            return refuse(kServerError);
        }
        return finish(&page);
    }

    [[nodiscard]] bool compacted(const SyncPoint& point) const {
        return point.a < Cursor{collection_->compacted, kMaxUid};
    }

    bool keep_options() {
        if (!asked_.options) {
            return false;
        }
        std::string encoded = encode(options_);
        const bool changed = encoded != line_.options;
        line_.options = std::move(encoded);
        return changed;
    }

    // All commands and their journal in one write: what was executed is remembered, also when the
    // process is killed before the answer leaves.
    bool execute_commands(SyncPoint& confirmed, SyncPoint& next) {
        for (const auto& command : asked_.commands) {
            if (command.kind == CommandKind::kAdd) {
                next.answered_adds.insert(command.client_id);
            } else if (const auto item = parse_item_id(command.server_id)) {
                next.answered_items.insert(item->uid);
            }
        }
        auto done = context_.account->write([&](store::Change& change) -> Result<bool> {
            SyncWriter writer(change, *collection_, context_.version, asked_.deletes_as_moves);
            for (const auto& command : asked_.commands) {
                responses_.push_back(writer.run(command, confirmed, next, options_.server_wins));
            }
            line_.save(change, context_.device.number, id_);
            return true;
        });
        if (!done) {
            context_.services.log.error("sync_write_failed", {{"account", context_.who.address},
                                                              {"reason", done.error().detail}});
        }
        return done.has_value();
    }

    bool look(SyncPoint& next, SyncPage& page) {
        if (!asked_.get_changes && asked_.fetches.empty()) {
            return true;
        }
        auto done = context_.account->read([&](const store::Snapshot& snapshot) -> Result<bool> {
            page.begin(snapshot);
            for (const auto& id : asked_.fetches) {
                page.fetch(id);
            }
            if (asked_.get_changes) {
                const SnapshotView view(snapshot, id_);
                more_ = !respond(next, view, edge_, page);
            }
            return true;
        });
        if (!done) {
            context_.services.log.error("sync_read_failed", {{"account", context_.who.address},
                                                             {"reason", done.error().detail}});
        }
        return done.has_value();
    }

    bool save_as_new(SyncPoint point) {
        auto saved = context_.account->note([&](store::Note& note) -> Result<std::int64_t> {
            point.key = note.next_key();
            line_.issue(point);
            line_.save(note, context_.device.number, id_);
            return point.key;
        });
        key_ = saved ? std::to_string(*saved) : std::string();
        return saved.has_value();
    }

    bool save() {
        return context_.account
            ->note([&](store::Note& note) -> Result<bool> {
                line_.save(note, context_.device.number, id_);
                return true;
            })
            .has_value();
    }

    CollectionAnswer finish(SyncPage* page) {
        CollectionAnswer answer;
        answer.more = more_;
        Element& element = answer.element.emplace(air_sync::kCollection);
        if (context_.version <= Version::k12_1) {
            element.add(air_sync::kClass, std::string("Email"));
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
        if (page != nullptr) {
            page->move_fetched_to(responses);
        }
        if (!responses.empty()) {
            element.add(std::move(responses));
        }
        if (more_) {
            element.add(air_sync::kMoreAvailable);
        }
        if (page != nullptr && page->count() > 0) {
            answer.commands = page->count();
            element.add(page->take_commands());
        }
        return answer;
    }

    Context& context_;
    const SyncCollection& asked_;
    int window_;
    CollectionId id_ = 0;
    std::optional<Collection> collection_;
    SyncLine line_;
    Modseq highest_ = 0;
    SyncOptions options_;
    std::int64_t edge_ = 0;
    std::vector<std::optional<Element>> responses_;
    bool more_ = false;
    std::string key_;
};

}  // namespace

CollectionAnswer sync_collection(Context& context, const SyncCollection& collection, int window) {
    return Exchange(context, collection, window).run();
}

}  // namespace syncgate::activesync

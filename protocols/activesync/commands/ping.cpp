#include "protocols/activesync/commands/ping.h"

#include <algorithm>

#include "base/bytes.h"
#include "base/limits.h"
#include "base/text.h"
#include "formats/digest/sha256.h"
#include "formats/wbxml/tags.h"
#include "protocols/activesync/commands/shared_folders.h"
#include "protocols/activesync/commands/sync_options.h"
#include "protocols/activesync/sync/hierarchy.h"
#include "protocols/activesync/sync/layers.h"
#include "protocols/activesync/sync/line.h"
#include "protocols/activesync/sync/line_locks.h"
#include "protocols/activesync/sync/ping_memory.h"
#include "protocols/activesync/sync/server_id.h"
#include "protocols/activesync/sync/wake.h"

namespace syncgate::activesync {
namespace {

using wbxml::Element;
namespace ping = wbxml::ping;

// Source: MS-ASCMD 2.2.3.177.11 Status (Ping).
enum PingStatus : int {
    kExpired = 1,
    kChanged = 2,
    kParametersMissing = 3,
    kMalformed = 4,
    kHeartbeatRange = 5,
    kTooManyFolders = 6,
    kHierarchyChanged = 7,
    kServerError = 8,
};

struct Parameters {
    int heartbeat = 0;  // seconds; 0: not said
    std::vector<CollectionId> folders;
};

Element answer(int status) {
    Element root(ping::kPing);
    root.add(ping::kStatus, status);
    return root;
}

std::string encode(const Parameters& parameters) {
    ByteWriter out;
    out.number(static_cast<std::uint64_t>(parameters.heartbeat));
    out.number(parameters.folders.size());
    for (const auto id : parameters.folders) {
        out.number(static_cast<std::uint64_t>(id));
    }
    return out.take();
}

Parameters decode(std::string_view bytes) {
    Parameters parameters;
    if (bytes.empty()) {
        return parameters;
    }
    ByteReader in(bytes);
    parameters.heartbeat = static_cast<int>(in.number());
    for (auto left = in.count(); left > 0; --left) {
        parameters.folders.push_back(static_cast<CollectionId>(in.number()));
    }
    return in.finished() ? parameters : Parameters{};
}

// What the request says, over what the device said before. A Status instead when it can't be.
std::variant<Parameters, Element> parse(const Element* root, const Parameters& before) {
    Parameters parameters = before;
    if (root == nullptr) {
        return parameters;
    }
    if (root->children().empty()) {
        return answer(kMalformed);  // only the empty body repeats the last Ping
    }
    if (const auto text = root->text(ping::kHeartbeatInterval)) {
        const bool negative = text->starts_with('-') && parse_uint(text->substr(1));
        const auto seconds = negative ? std::optional<std::uint64_t>(0) : parse_uint(*text);
        if (!seconds) {
            return answer(kMalformed);
        }
        if (*seconds < static_cast<std::uint64_t>(limits::kHeartbeatMin) ||
            *seconds > static_cast<std::uint64_t>(limits::kHeartbeatMax)) {
            Element refused = answer(kHeartbeatRange);
            refused.add(ping::kHeartbeatInterval,
                        *seconds < static_cast<std::uint64_t>(limits::kHeartbeatMin)
                            ? limits::kHeartbeatMin
                            : limits::kHeartbeatMax);
            return refused;
        }
        parameters.heartbeat = static_cast<int>(*seconds);
    }
    const Element* folders = root->child(ping::kFolders);
    if (folders == nullptr) {
        return parameters;
    }
    if (folders->children().size() > static_cast<std::size_t>(limits::kPingFolders)) {
        Element refused = answer(kTooManyFolders);
        refused.add(ping::kMaxFolders, limits::kPingFolders);
        return refused;
    }
    parameters.folders.clear();
    for (const auto& folder : folders->children()) {
        const auto text = folder.text(ping::kId);
        if (folder.tag() != ping::kFolder || !text || text->empty()) {
            return answer(kMalformed);
        }
        const auto id = parse_collection_id(*text);
        if (!id) {
            return answer(kHierarchyChanged);
        }
        parameters.folders.push_back(*id);
    }
    return parameters;
}

Watch watch_of(const Context& context, const Parameters& parameters) {
    Watch watch;
    watch.account = context.account->id();
    watch.slot = "ping " + context.device.id;
    watch.collections = parameters.folders;
    watch.collections.push_back(kHierarchy);
    return watch;
}

struct News {
    bool hierarchy = false;
    std::vector<CollectionId> changed;
};

// A collection that the device never synced has nothing for it: answering "changed" would be asked
// again at once.
bool has_news(const Context& context, const store::Snapshot& snapshot, const Seen& folder,
              UnixSeconds now) {
    const auto line = SyncLine::load(snapshot, context.device.number, folder.collection.id);
    const SyncPoint* newest = line ? line->newest() : nullptr;
    if (newest == nullptr) {
        return false;
    }
    const auto options = decode_options(newest->options);
    return has_changes(snapshot, *newest, folder, options.filter_type, options.conversations, now);
}

// `named`: by the device.
void see_folder(const Context& context, const store::Snapshot& snapshot, CollectionId id,
                CollectionId named, News& seen) {
    const auto folder = look_at(snapshot, context.viewer(), id);
    seen.hierarchy = seen.hierarchy || !folder;
    if (folder && has_news(context, snapshot, *folder, context.services.clock.now())) {
        seen.changed.push_back(named);
    }
}

// In a folder that another shares.
Result<void> see_shared(const Context& context, CollectionId id, News& seen) {
    const auto guest = enter_shared(context, *parse_shared_id(id));
    if (!guest) {
        return guest.error();
    }
    if (!*guest) {
        seen.hierarchy = true;
        return {};
    }
    return (*guest)->account->read([&](const store::Snapshot& snapshot) -> Result<void> {
        see_folder(**guest, snapshot, (*guest)->guest->collection, id, seen);
        return {};
    });
}

// What has changed in these folders; in the account's own, in one snapshot.
Result<News> see(Context& context, const std::vector<CollectionId>& folders) {
    if (const auto loaded = load_shared(context); !loaded) {
        return loaded.error();
    }
    auto seen = context.account->read([&](const store::Snapshot& snapshot) -> Result<News> {
        News own;
        own.hierarchy = hierarchy_changed(snapshot, context.viewer());
        for (const auto id : folders) {
            if (!parse_shared_id(id)) {
                see_folder(context, snapshot, id, id, own);
            }
        }
        return own;
    });
    for (const auto id : folders) {
        if (seen && parse_shared_id(id)) {
            if (const auto looked = see_shared(context, id, *seen); !looked) {
                return looked.error();
            }
        }
    }
    return seen;
}

// One look: an answer, or nothing to say yet. A folder that seems changed is looked at again when
// no Sync of this device is at work on it: between a Sync's commands and its new point the device's
// own changes look like another's.
Result<std::optional<Element>> look(Context& context, const Parameters& parameters) {
    auto seen = see(context, parameters.folders);
    if (!seen) {
        return seen.error();
    }
    if (seen->hierarchy) {
        return std::optional(answer(kHierarchyChanged));
    }
    Element folders(ping::kFolders);
    for (const auto id : seen->changed) {
        const auto alone = lock_folder(context, id);
        auto again = see(context, {id});
        if (!again) {
            return again.error();
        }
        if (!again->changed.empty()) {
            folders.add(ping::kFolder, to_server_id(id));
        }
    }
    if (folders.empty()) {
        return std::optional<Element>();
    }
    Element changed = answer(kChanged);
    changed.add(std::move(folders));
    return std::optional(std::move(changed));
}

// As the hub says them now, in the order of the watch.
std::vector<std::optional<Modseq>> highest_of(const Context& context, const Watch& watch) {
    std::vector<std::optional<Modseq>> highest;
    for (const auto id : watch.collections) {
        highest.push_back(context.waiting.highest(watch.account, id));
    }
    return highest;
}

Result<void> keep(Context& context, const std::string& parameters) {
    if (context.device.ping == parameters) {
        return {};
    }
    auto kept = context.account->note([&](store::Note& note) -> Result<bool> {
        if (auto device = note.device(context.device.id)) {
            device->ping = parameters;
            note.update_device(*device);
        }
        return true;
    });
    return kept ? Result<void>() : Result<void>(kept.error());
}

Answer server_error(Context& context, const Error& error) {
    context.services.log.error("ping_failed",
                               {{"account", context.who.address}, {"reason", error.detail}});
    return answer(kServerError);
}

constexpr std::size_t kEnvelope = 256;  // what the endpoint adds to the state

// The folders themselves when they fit into the park's state, else "" : those kept for the device.
std::string state_of(const std::string& parameters) {
    return parameters.size() + kEnvelope <= limits::kParkState ? parameters : std::string();
}

}  // namespace

Answer run_ping(Context& context, const Element* root) {
    auto parsed = parse(root, decode(context.device.ping));
    if (auto* refused = std::get_if<Element>(&parsed)) {
        return std::move(*refused);
    }
    const auto& parameters = std::get<Parameters>(parsed);
    if (parameters.heartbeat == 0 || parameters.folders.empty()) {
        return answer(kParametersMissing);
    }
    const std::string encoded = encode(parameters);
    if (auto kept = keep(context, encoded); !kept) {
        return server_error(context, kept.error());
    }
    PingMemory::Look seen;
    seen.watch = watch_of(context, parameters);
    context.waiting.watch(seen.watch);
    seen.highest = highest_of(context, seen.watch);
    auto found = look(context, parameters);
    if (!found) {
        return server_error(context, found.error());
    }
    if (*found) {
        return **std::move(found);
    }
    seen.wait = std::chrono::seconds(parameters.heartbeat);
    seen.state = state_of(encoded);
    seen.digest = digest::sha256(context.body);
    Park park{seen.wait, seen.state};
    context.pings.remember(seen.watch.account, context.device.id, std::move(seen));
    return park;
}

Answer resume_ping(Context& context, std::string_view state, Wake why) {
    switch (why) {
        case Wake::kPolicy:
            return answer(context.version >= Version::k14_0 ? 142 : kHierarchyChanged);
        case Wake::kSuperseded:
        case Wake::kClosing:
            return answer(kExpired);
        case Wake::kChange:
        case Wake::kDeadline:
            break;
    }
    const Parameters parameters = decode(state.empty() ? context.device.ping : state);
    auto found = look(context, parameters);
    if (!found) {
        return server_error(context, found.error());
    }
    if (*found) {
        context.pings.forget(context.account->id(), context.device.id);
        return **std::move(found);
    }
    if (why == Wake::kDeadline) {
        return answer(kExpired);
    }
    return Park{context.left, std::string(state)};
}

}  // namespace syncgate::activesync

#include "protocols/activesync/commands/sync.h"

#include <algorithm>

#include "base/limits.h"
#include "formats/wbxml/tags.h"
#include "protocols/activesync/commands/default_folder.h"
#include "protocols/activesync/commands/shared_folders.h"
#include "protocols/activesync/commands/sync_collection.h"
#include "protocols/activesync/commands/sync_request.h"
#include "protocols/activesync/commands/sync_state.h"
#include "protocols/activesync/status.h"
#include "protocols/activesync/sync/hierarchy.h"
#include "protocols/activesync/sync/line.h"
#include "protocols/activesync/sync/server_id.h"
#include "protocols/activesync/sync/sync_memory.h"
#include "protocols/activesync/sync/told_hierarchy.h"

namespace syncgate::activesync {
namespace {

using wbxml::Element;
namespace air_sync = wbxml::air_sync;

Element refusal(const SyncRefusal& refused) {
    Element root(air_sync::kSync);
    root.add(air_sync::kStatus, refused.status);
    if (refused.limit) {
        root.add(air_sync::kLimit, *refused.limit);
    }
    return root;
}

// 12.1 and later: an answer without a body says that nothing has changed.
Reply nothing_new() {
    return Reply::of(200);
}

// The answer over all collections; nullopt when there is nothing to say.
std::optional<Element> sweep(Context& context, const SyncRequest& request) {
    Element collections(air_sync::kCollections);
    AnswerRoom room(context.services.clock, request.window);
    for (const auto& asked : request.collections) {
        if (auto element = sync_collection(context, asked, room, request.collections.size() == 1)) {
            collections.add(*std::move(element));
        }
    }
    if (collections.empty()) {
        return std::nullopt;
    }
    Element root(air_sync::kSync);
    root.add(std::move(collections));
    return root;
}

Watch watch_of(const Context& context, const SyncRequest& request) {
    Watch watch;
    watch.account = context.account->id();
    watch.slot = "sync " + context.device.id;
    if (!request.wait) {
        return watch;
    }
    watch.collections.push_back(kHierarchy);
    for (const auto& collection : request.collections) {
        if (const auto id = parse_collection_id(collection.id)) {
            watch.collections.push_back(*id);
        }
    }
    return watch;
}

bool has_commands(const SyncRequest& request) {
    return std::any_of(request.collections.begin(), request.collections.end(),
                       [](const SyncCollection& each) { return !each.commands.empty(); });
}

// Status 142 came with 14.0.
Answer asked_to_provision(const Context& context) {
    return context.version >= Version::k14_0 ? Answer(refusal({142, std::nullopt}))
                                             : Answer(Reply::of(449));
}

// What a Sync that waits looks at beside its collections.
struct Around {
    std::optional<std::string> hierarchy;  // that the device does not know yet
    bool overtaken = false;                // by a later Sync, which used a newer key
};

// The device's line, in the account that has the collection; nullopt: there is none, and the sweep
// says what is wrong.
using FoundLine = std::optional<SyncLine>;
Result<FoundLine> line_in(const Context& context, const store::Snapshot& snapshot,
                          CollectionId id) {
    if (!snapshot.collection(id)) {
        return FoundLine();
    }
    auto line = SyncLine::load(snapshot, context.device.number, id);
    return line ? Result<FoundLine>(*std::move(line)) : line.error();
}

// Of a collection that another shares.
Result<FoundLine> shared_line(const Context& context, const SharedCollection& shared) {
    const auto guest = enter_shared(context, shared);
    if (!guest || !*guest) {
        return guest ? Result<FoundLine>(FoundLine()) : guest.error();
    }
    return (*guest)->account->read([&](const store::Snapshot& snapshot) -> Result<FoundLine> {
        return line_in(**guest, snapshot, shared.collection);
    });
}

bool is_overtaken(FoundLine& line, const SyncCollection& collection) {
    const auto key = parse_sync_key(collection.key);
    return key && line && line->use(*key).point == nullptr;
}

// What another shares, of all that the request names.
std::optional<SharedCollection> shared_of(const SyncCollection& collection) {
    const auto id = parse_collection_id(collection.id);
    return id ? parse_shared_id(*id) : std::nullopt;
}

Result<Around> look_around(Context& context, const SyncRequest& request) {
    if (const auto loaded = load_shared(context); !loaded) {
        return loaded.error();
    }
    auto around = context.account->read([&](const store::Snapshot& snapshot) -> Result<Around> {
        Around own;
        own.hierarchy = unseen_hierarchy(snapshot, context.viewer());
        for (const auto& collection : request.collections) {
            const auto id = parse_collection_id(collection.id);
            auto line = id ? line_in(context, snapshot, *id) : Result<FoundLine>(FoundLine());
            if (!line) {
                return line.error();
            }
            own.overtaken = own.overtaken || is_overtaken(*line, collection);
        }
        return own;
    });
    for (const auto& collection : request.collections) {
        const auto shared = shared_of(collection);
        auto line =
            around && shared ? shared_line(context, *shared) : Result<FoundLine>(FoundLine());
        if (!line) {
            return line.error();
        }
        if (is_overtaken(*line, collection)) {
            around->overtaken = true;
        }
    }
    return around;
}

bool tell_hierarchy(Context& context, const Around& around) {
    return around.hierarchy &&
           context.told->tell(context.account->id(), context.device.number, *around.hierarchy);
}

Answer unreadable(Context& context, const Error& error) {
    context.services.log.error("sync_failed",
                               {{"account", context.who.address}, {"reason", error.detail}});
    return refusal({5, std::nullopt});
}

// Fills in the ids of collections that are named by their Class alone.
Result<void> name_by_class(Context& context, SyncRequest& request) {
    for (auto& collection : request.collections) {
        if (collection.class_name.empty()) {
            continue;
        }
        const auto id = context.account->read(
            [&](const store::Snapshot& snapshot) -> Result<std::optional<CollectionId>> {
                return default_folder(snapshot, collection.class_name);
            });
        if (!id) {
            return id.error();
        }
        collection.id = *id ? to_server_id(**id) : std::string();
    }
    return {};
}

constexpr std::size_t kEnvelope = 256;  // what the endpoint adds to the state
constexpr int kWholeRequestPlease = 13;

// Whether the collection's key is the last that was sent to the device: nothing was, since it
// asked.
Result<bool> is_newest(const Context& context, const SyncCollection& collection) {
    const auto id = parse_collection_id(collection.id);
    const auto shared = shared_of(collection);
    const auto line = !id      ? Result<FoundLine>(FoundLine())
                      : shared ? shared_line(context, *shared)
                               : context.account->read([&](const store::Snapshot& snapshot) {
                                     return line_in(context, snapshot, *id);
                                 });
    if (!line) {
        return line.error();
    }
    return !*line || ((*line)->newest() != nullptr &&
                      parse_sync_key(collection.key) == (*line)->newest()->key);
}

bool names(const SyncRequest& request, const std::string& id) {
    return std::any_of(request.collections.begin(), request.collections.end(),
                       [&](const SyncCollection& each) { return each.id == id; });
}

// What the device asked for last, where the request does not say something else. nullopt: that is
// not known, or was answered with something since, so that the device has newer keys.
Result<std::optional<SyncRequest>> filled_up(Context& context, SyncRequest request) {
    const auto kept = context.syncs->recall(context.account->id(), context.device.id);
    if (!kept) {
        return std::optional<SyncRequest>();
    }
    auto before = decode_state(*kept);
    if (!before) {
        return before.error();
    }
    std::erase_if(before->collections,
                  [&](const SyncCollection& each) { return names(request, each.id); });
    for (auto& collection : before->collections) {
        const auto newest = is_newest(context, collection);
        if (!newest) {
            return newest.error();
        }
        if (!*newest) {
            return std::optional<SyncRequest>();
        }
        request.collections.push_back(std::move(collection));
    }
    request.wait = request.wait ? request.wait : before->wait;
    request.window = request.has_window ? request.window : before->window;
    return std::optional(std::move(request));
}

// A key of 0 is not asked again without being named.
void remember(Context& context, const SyncRequest& request) {
    const bool first = std::any_of(request.collections.begin(), request.collections.end(),
                                   [](const SyncCollection& each) { return each.key == "0"; });
    if (!first) {
        context.syncs->remember(context.account->id(), context.device.id, encode_state(request));
    }
}

Answer answer_sync(Context& context, const SyncRequest& request) {
    // A Sync of this device that still waits would tell it its own commands.
    if (request.wait || has_commands(request)) {
        context.waiting.watch(watch_of(context, request));
    }
    if (auto answer = sweep(context, request)) {
        return *std::move(answer);
    }
    if (!request.wait) {
        return nothing_new();
    }
    const auto around = look_around(context, request);
    if (!around) {
        return unreadable(context, around.error());
    }
    if (tell_hierarchy(context, *around)) {
        return refusal({12, std::nullopt});
    }
    std::string state = encode_state(request);
    if (state.size() + kEnvelope > limits::kParkState) {
        state.clear();
    }
    return Park{*request.wait, std::move(state)};
}

}  // namespace

Answer run_sync(Context& context, const Element* root) {
    if (root == nullptr && !may_wait(context.version)) {
        return fail(*find_command("Sync"), context.version, CommonStatus::kInvalidContent);
    }
    SyncRequest request;
    request.partial = true;
    if (root != nullptr) {
        auto parsed = parse_sync(*root, context.version);
        if (const auto* refused = std::get_if<SyncRefusal>(&parsed)) {
            return refusal(*refused);
        }
        request = std::get<SyncRequest>(std::move(parsed));
        if (const auto named = name_by_class(context, request); !named) {
            return unreadable(context, named.error());
        }
    }
    if (request.partial) {
        auto filled = filled_up(context, std::move(request));
        if (!filled) {
            return unreadable(context, filled.error());
        }
        if (!*filled) {
            return refusal({kWholeRequestPlease, std::nullopt});
        }
        request = **std::move(filled);
    }
    remember(context, request);
    return answer_sync(context, request);
}

Answer resume_sync(Context& context, std::string_view state, Wake why) {
    switch (why) {
        case Wake::kChange:
        case Wake::kDeadline:
            break;
        case Wake::kSuperseded:
        case Wake::kClosing:
            return nothing_new();
        case Wake::kPolicy:
            return asked_to_provision(context);
    }
    const auto request = state.empty() ? Result<SyncRequest>(SyncRequest{}) : decode_state(state);
    if (!request) {
        return unreadable(context, request.error());
    }
    const auto around = look_around(context, *request);
    if (!around) {
        return unreadable(context, around.error());
    }
    if (tell_hierarchy(context, *around)) {
        return refusal({12, std::nullopt});
    }
    if (state.empty() || around->overtaken) {
        return nothing_new();  // too many collections to carry: the client asks again, in full
    }
    if (auto answer = sweep(context, *request)) {
        return *std::move(answer);
    }
    if (why == Wake::kDeadline) {
        return nothing_new();
    }
    return Park{context.left, std::string(state)};
}

}  // namespace syncgate::activesync

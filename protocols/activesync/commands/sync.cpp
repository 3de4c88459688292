#include "protocols/activesync/commands/sync.h"

#include <algorithm>

#include "base/bytes.h"
#include "base/limits.h"
#include "formats/wbxml/tags.h"
#include "protocols/activesync/commands/sync_collection.h"
#include "protocols/activesync/commands/sync_request.h"
#include "protocols/activesync/sync/hierarchy.h"
#include "protocols/activesync/sync/line.h"
#include "protocols/activesync/sync/server_id.h"
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

// A collection's part of the state of a Sync that waits.
std::string encode_state(const SyncRequest& request) {
    ByteWriter out;
    out.number(static_cast<std::uint64_t>(request.window));
    out.number(request.collections.size());
    for (const auto& collection : request.collections) {
        out.text(collection.id);
        out.text(collection.key);
        out.number(static_cast<std::uint64_t>(collection.window));
    }
    return out.take();
}

Result<SyncRequest> decode_state(std::string_view state) {
    ByteReader in(state);
    SyncRequest request;
    request.window = static_cast<int>(in.number());
    for (auto left = in.count(); left > 0; --left) {
        SyncCollection collection;
        collection.id = in.text();
        collection.key = in.text();
        collection.window = static_cast<int>(in.number());
        request.collections.push_back(std::move(collection));
    }
    if (!in.finished()) {
        return Error{ErrorCode::kInternal, "a waiting Sync whose state does not decode"};
    }
    return request;
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

Result<Around> look_around(Context& context, const SyncRequest& request) {
    return context.account->read([&](const store::Snapshot& snapshot) -> Result<Around> {
        Around around;
        around.hierarchy = unseen_hierarchy(snapshot, context.viewer());
        for (const auto& collection : request.collections) {
            const auto id = parse_collection_id(collection.id);
            const auto key = parse_sync_key(collection.key);
            if (!id || !key || !snapshot.collection(*id)) {
                continue;  // the sweep says what is wrong with it
            }
            auto line = SyncLine::load(snapshot, context.device.number, *id);
            if (!line) {
                return line.error();
            }
            around.overtaken = around.overtaken || line->use(*key).point == nullptr;
        }
        return around;
    });
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

constexpr std::size_t kEnvelope = 256;  // what the endpoint adds to the state

}  // namespace

Answer run_sync(Context& context, const Element* root) {
    if (root == nullptr) {
        return refusal({13, std::nullopt});
    }
    auto parsed = parse_sync(*root, context.version);
    if (const auto* refused = std::get_if<SyncRefusal>(&parsed)) {
        return refusal(*refused);
    }
    const auto& request = std::get<SyncRequest>(parsed);
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

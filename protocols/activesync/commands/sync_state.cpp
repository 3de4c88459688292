#include "protocols/activesync/commands/sync_state.h"

#include "base/bytes.h"

namespace syncgate::activesync {

std::string encode_state(const SyncRequest& request) {
    ByteWriter out;
    out.number(request.wait ? static_cast<std::uint64_t>(request.wait->count()) : 0);
    out.number(static_cast<std::uint64_t>(request.window));
    out.number(request.collections.size());
    for (const auto& collection : request.collections) {
        out.text(collection.id);
        out.text(collection.key);
        out.number(static_cast<std::uint64_t>(collection.window));
        out.number(collection.get_changes ? 1 : 0);
    }
    return out.take();
}

Result<SyncRequest> decode_state(std::string_view state) {
    ByteReader in(state);
    SyncRequest request;
    if (const auto seconds = in.number(); seconds != 0) {
        request.wait = std::chrono::seconds(static_cast<std::int64_t>(seconds));
    }
    request.window = static_cast<int>(in.number());
    for (auto left = in.count(); left > 0; --left) {
        SyncCollection collection;
        collection.id = in.text();
        collection.key = in.text();
        collection.window = static_cast<int>(in.number());
        collection.get_changes = in.number() != 0;
        request.collections.push_back(std::move(collection));
    }
    if (!in.finished()) {
        return Error{ErrorCode::kInternal, "the state of a Sync that does not decode"};
    }
    return request;
}

}  // namespace syncgate::activesync

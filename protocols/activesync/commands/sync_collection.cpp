#include "protocols/activesync/commands/sync_collection.h"

#include "protocols/activesync/commands/collection_sync.h"
#include "protocols/activesync/commands/shared_folders.h"
#include "protocols/activesync/sync/give_way.h"
#include "protocols/activesync/sync/server_id.h"

namespace syncgate::activesync {
namespace {

std::optional<wbxml::Element> sync_until_kept(Context& context, const SyncCollection& collection,
                                              AnswerRoom& room, bool alone) {
    for (int tries = 1;; ++tries) {
        AnswerRoom left = room;
        CollectionSync sync(context, collection, left, alone);
        auto answer = sync.run();
        if (!sync.was_outrun() || tries == kTries) {
            room = left;
            return answer;
        }
        give_way(tries);
    }
}

}  // namespace

std::optional<wbxml::Element> sync_collection(Context& context, const SyncCollection& collection,
                                              AnswerRoom& room, bool alone) {
    const auto id = parse_collection_id(collection.id);
    const auto shared = id ? parse_shared_id(*id) : std::nullopt;
    if (!shared) {
        return sync_until_kept(context, collection, room, alone);
    }
    auto guest = enter_shared(context, *shared);
    if (guest && *guest) {
        return sync_until_kept(**guest, collection, room, alone);
    }
    if (!guest) {
        context.services.log.error(
            "sync_failed", {{"account", context.who.address}, {"reason", guest.error().detail}});
    }
    return collection_refusal(
        collection, guest ? CollectionStatus::kHierarchyChanged : CollectionStatus::kServerError);
}

}  // namespace syncgate::activesync

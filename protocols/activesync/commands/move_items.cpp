#include "protocols/activesync/commands/move_items.h"

#include <algorithm>
#include <set>

#include "base/text.h"
#include "formats/wbxml/tags.h"
#include "protocols/activesync/status.h"
#include "protocols/activesync/sync/moved_items.h"
#include "protocols/activesync/sync/server_id.h"

namespace syncgate::activesync {
namespace {

using wbxml::Element;
namespace move = wbxml::move;

// Source: MS-ASCMD 2.2.3.177.10 Status (MoveItems).
enum MoveStatus : int {
    kUnknownSource = 1,
    kUnknownDestination = 2,
    kMoved = 3,
    kSameFolder = 4,
    kSeveralDestinations = 5,
};

constexpr std::size_t kMaxMoves = 1000;
constexpr std::string_view kMemory = "move";
constexpr UnixSeconds kRemembered = 7 * 86'400;

struct Asked {
    std::string source, folder, destination;
    bool several = false;  // destinations
};

struct Moved {
    int status = kUnknownSource;
    std::string id;  // the item's new ServerId
};

// A lost answer is asked again: the memory stands beside the change.
Moved move_one(Context& context, store::Change& change, const Asked& asked) {
    const std::string memory = asked.source + ">" + asked.destination;
    const auto source = parse_item_id(asked.source);
    const auto destination = parse_collection_id(asked.destination);
    if (!source || parse_collection_id(asked.folder) != source->collection) {
        return {};
    }
    const auto home = change.collection(source->collection);
    if (!home) {
        return {};
    }
    if (asked.several) {
        return {kSeveralDestinations, {}};
    }
    const auto folder = destination ? change.collection(*destination) : std::nullopt;
    const auto item = change.item(source->collection, source->uid);
    if (!item) {
        if (auto before = change.remembered(context.device.number, kMemory, memory)) {
            return {kMoved, *std::move(before)};
        }
        return {};
    }
    if (!folder || folder->item_class != home->item_class) {
        return {kUnknownDestination, {}};
    }
    if (*destination == source->collection) {
        return {kSameFolder, {}};
    }
    const auto uid = change.move_item(source->collection, source->uid, *destination);
    const ItemId there{*destination, uid.value_or(0)};
    const std::string id = to_server_id(there);
    const UnixSeconds now = context.services.clock.now();
    change.remember(context.device.number, kMemory, memory, id, now + kRemembered);
    if (context.quirks().keeps_moved) {
        note_moved(change, context.device.number, there, now);
    }
    return {kMoved, id};
}

}  // namespace

Answer run_move_items(Context& context, const Element* root) {
    const auto* command = find_command("MoveItems");
    if (root->children().empty() || root->children().size() > kMaxMoves) {
        return fail(*command, context.version, CommonStatus::kInvalidXml);
    }
    std::vector<Asked> all;
    for (const auto& element : root->children()) {
        const auto source = element.text(move::kSrcMsgId);
        const auto folder = element.text(move::kSrcFldId);
        const auto destination = element.text(move::kDstFldId);
        if (element.tag() != move::kMove || !source || !folder || !destination) {
            return fail(*command, context.version, CommonStatus::kInvalidXml);
        }
        const auto destinations =
            std::count_if(element.children().begin(), element.children().end(),
                          [](const Element& child) { return child.tag() == move::kDstFldId; });
        all.push_back({std::string(*source), std::string(*folder), std::string(*destination),
                       destinations > 1});
    }
    Element answer(move::kMoveItems);
    auto done = context.account->write([&](store::Change& change) -> Result<bool> {
        change.forget_before(context.services.clock.now());
        std::set<std::string> seen;
        for (const auto& asked : all) {
            const Moved moved = seen.insert(asked.source).second ? move_one(context, change, asked)
                                                                 : Moved{kSeveralDestinations, {}};
            Element& response = answer.add(move::kResponse);
            response.add(move::kSrcMsgId, asked.source);
            response.add(move::kStatus, moved.status);
            if (moved.status == kMoved) {
                response.add(move::kDstMsgId, moved.id);
            }
        }
        return true;
    });
    if (!done) {
        context.services.log.error(
            "move_failed", {{"account", context.who.address}, {"reason", done.error().detail}});
        return fail(*command, context.version, status_of(done.error().code));
    }
    return answer;
}

}  // namespace syncgate::activesync

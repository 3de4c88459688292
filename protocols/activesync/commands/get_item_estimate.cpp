#include "protocols/activesync/commands/get_item_estimate.h"

#include "base/text.h"
#include "formats/wbxml/tags.h"
#include "protocols/activesync/commands/sync_options.h"
#include "protocols/activesync/sync/layers.h"
#include "protocols/activesync/sync/line.h"
#include "protocols/activesync/sync/respond.h"
#include "protocols/activesync/sync/server_id.h"

namespace syncgate::activesync {
namespace {

using wbxml::Element;
namespace estimate = wbxml::get_item_estimate;
namespace air_sync = wbxml::air_sync;

// Source: MS-ASCMD 2.2.3.177.7 Status (GetItemEstimate).
enum EstimateStatus : int { kOk = 1, kNoCollection = 2, kNotPrimed = 3, kInvalidKey = 4 };

constexpr std::size_t kMaxCollections = 1000;
constexpr int kMaxEstimate = 1'000'000;
// Source: MS-ASCMD 2.2.2.
constexpr int kInvalid = 103;
constexpr int kServerError = 110;

struct Estimated {
    int status = kOk;
    int count = 0;
};

// The filter asked for, by default the one of the last Sync; nullopt for what is none.
std::optional<int> filter_of(const Element& asked, int last) {
    const Element* options = asked.child(air_sync::kOptions);
    const Element& parent = options == nullptr ? asked : *options;  // 12.1 has no Options here
    const auto text = parent.text(air_sync::kFilterType);
    if (!text) {
        return last;
    }
    constexpr std::uint64_t kHighest = 8;
    const auto value = parse_uint(*text);
    return value && *value <= kHighest ? std::optional(static_cast<int>(*value)) : std::nullopt;
}

// The key stands in AirSync, the collection's id in this page since 12.0.
Estimated look(Context& context, const store::Snapshot& snapshot, const Element& asked) {
    const auto id = parse_collection_id(asked.text(estimate::kCollectionId).value_or(""));
    const auto folder = id ? look_at(snapshot, context.viewer(), *id) : std::nullopt;
    if (!folder) {
        return {kNoCollection, 0};
    }
    const auto text = asked.text(air_sync::kSyncKey).value_or("");
    if (text.empty() || text == "0") {
        return {text.empty() ? kInvalidKey : kNotPrimed, 0};
    }
    auto line = SyncLine::load(snapshot, context.device.number, *id);
    const auto key = parse_sync_key(text);
    const auto used = line && key ? line->use(*key) : SyncLine::Used{};
    if (used.point == nullptr) {
        return {line && line->empty() ? kNotPrimed : kInvalidKey, 0};
    }
    const auto filter = filter_of(asked, decode_options(line->options).filter_type);
    if (!filter) {
        return {kInvalid, 0};
    }
    const auto edge = folder->edge(*filter, context.services.clock.now());
    if (!edge) {
        return {kServerError, 0};  // a filter of another class
    }
    const SnapshotView view(snapshot, *id);
    return {kOk, count_commands(*used.point, view, *edge, kMaxEstimate)};
}

}  // namespace

Answer run_get_item_estimate(Context& context, const Element* root) {
    Element answer(estimate::kGetItemEstimate);
    const Element* collections = root == nullptr ? nullptr : root->child(estimate::kCollections);
    if (collections == nullptr || collections->children().size() > kMaxCollections) {
        answer.add(estimate::kStatus, kInvalid);
        return answer;
    }
    auto done = context.account->read([&](const store::Snapshot& snapshot) -> Result<bool> {
        for (const auto& asked : collections->children()) {
            const Estimated found = look(context, snapshot, asked);
            Element& response = answer.add(estimate::kResponse);
            response.add(estimate::kStatus, found.status);
            if (found.status != kOk) {
                continue;
            }
            Element& collection = response.add(estimate::kCollection);
            if (context.version <= Version::k12_1) {
                collection.add(estimate::kClass, std::string("Email"));
            }
            collection.add(estimate::kCollectionId,
                           std::string(asked.text(estimate::kCollectionId).value_or("")));
            collection.add(estimate::kEstimate, found.count);
        }
        return true;
    });
    if (!done) {
        context.services.log.error(
            "estimate_failed", {{"account", context.who.address}, {"reason", done.error().detail}});
        Element failed(estimate::kGetItemEstimate);
        failed.add(estimate::kStatus, kServerError);
        return failed;
    }
    return answer;
}

}  // namespace syncgate::activesync

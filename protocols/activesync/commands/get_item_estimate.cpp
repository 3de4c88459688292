#include "protocols/activesync/commands/get_item_estimate.h"

#include "base/text.h"
#include "formats/wbxml/tags.h"
#include "protocols/activesync/commands/default_folder.h"
#include "protocols/activesync/commands/shared_folders.h"
#include "protocols/activesync/commands/sync_options.h"
#include "protocols/activesync/status.h"
#include "protocols/activesync/sync/layers.h"
#include "protocols/activesync/sync/line.h"
#include "protocols/activesync/sync/respond.h"
#include "protocols/activesync/sync/server_id.h"

namespace syncgate::activesync {
namespace {

using wbxml::Element;
namespace estimate = wbxml::get_item_estimate;
namespace air_sync = wbxml::air_sync;

// Source: MS-ASCMD 2.2.3.177.7 Status (GetItemEstimate). 4 is also what Classes get that do not go
// together.
enum EstimateStatus : int { kOk = 1, kNoCollection = 2, kNotPrimed = 3, kInvalidKey = 4 };

constexpr std::size_t kMaxCollections = 1000;
constexpr int kMaxEstimate = 1'000'000;

struct Estimated {
    int status = kOk;
    int count = 0;
    CollectionId id = 0;  // when status is kOk
    ItemClass item_class = ItemClass::kMail;
};

// What one collection can do to the answer; a CommonStatus refuses the whole request.
using Look = std::variant<Estimated, CommonStatus>;

// The filter asked for; without one everything counts, whatever the last Sync asked for. nullopt
// for what is none.
std::optional<int> filter_of(const Element& asked, const Element* options) {
    const Element& parent = options == nullptr ? asked : *options;  // 12.1 has no Options here
    const auto text = parent.text(air_sync::kFilterType);
    if (!text) {
        return 0;
    }
    constexpr std::uint64_t kHighest = 8;
    const auto value = parse_uint(*text);
    return value && *value <= kHighest ? std::optional(static_cast<int>(*value)) : std::nullopt;
}

// Before 14.0 a Status of the common ones is no Status of a collection, either.
Look invalid(const Context& context) {
    if (context.version < Version::k14_0) {
        return CommonStatus::kInvalidXml;
    }
    return Estimated{static_cast<int>(CommonStatus::kInvalidXml)};
}

std::optional<CollectionId> folder_named(const Context& context, const store::Snapshot& snapshot,
                                         const Element& asked) {
    const auto id = asked.text(estimate::kCollectionId);
    if (!id && may_name_by_class(context.version)) {
        return default_folder(snapshot, asked.text(estimate::kClass).value_or(""));
    }
    return parse_collection_id(id.value_or(""));
}

// The key stands in AirSync, the collection's id in this page since 12.0.
Look look(const Context& context, const store::Snapshot& snapshot, const Element& asked,
          const ClassOptions& options) {
    const auto named = folder_named(context, snapshot, asked);
    const auto id = context.guest ? context.guest->collection : named;
    const auto folder = id ? look_at(snapshot, context.viewer(), *id) : std::nullopt;
    if (!folder) {
        return Estimated{kNoCollection};
    }
    if (!options.suit(folder->collection.item_class)) {
        return Estimated{kInvalidKey};
    }
    const auto mode = asked.text(air_sync::kConversationMode);
    if (mode && folder->collection.item_class != ItemClass::kMail) {
        return invalid(context);
    }
    const auto text = asked.text(air_sync::kSyncKey).value_or("");
    if (text.empty() || text == "0") {
        return Estimated{text.empty() ? kInvalidKey : kNotPrimed};
    }
    auto line = SyncLine::load(snapshot, context.device.number, *id);
    const auto key = parse_sync_key(text);
    const auto used = line && key ? line->use(*key) : SyncLine::Used{};
    if (used.point == nullptr) {
        return Estimated{line && line->empty() ? kNotPrimed : kInvalidKey};
    }
    const auto filter = filter_of(asked, options.own);
    if (!filter) {
        return invalid(context);
    }
    const auto edge = folder->edge(*filter, context.services.clock.now());
    if (!edge) {
        return CommonStatus::kServerError;  // a filter of another class
    }
    const SnapshotView view(snapshot, *id);
    const Window window{*edge, mode && *mode != "0"};
    return Estimated{kOk, count_commands(*used.point, view, window, kMaxEstimate), *named,
                     folder->collection.item_class};
}

Element rendered(const Context& context, const Estimated& found) {
    Element response(estimate::kResponse);
    response.add(estimate::kStatus, found.status);
    if (found.status != kOk) {
        return response;
    }
    Element& collection = response.add(estimate::kCollection);
    if (context.version <= Version::k12_1) {
        collection.add(estimate::kClass, std::string(class_name(found.item_class)));
    }
    collection.add(estimate::kCollectionId, to_server_id(found.id));
    collection.add(estimate::kEstimate, found.count);
    return response;
}

Result<Look> look_where_it_is(const Context& context, const Element& asked,
                              const ClassOptions& options) {
    const auto id = parse_collection_id(asked.text(estimate::kCollectionId).value_or(""));
    const auto place = at_collection(context, id);
    if (!place) {
        return place.error();
    }
    return place->account->read([&](const store::Snapshot& snapshot) -> Result<Look> {
        return look(*place, snapshot, asked, options);
    });
}

// The whole answer, or what refuses it.
using Looked = std::variant<Element, CommonStatus>;

Result<Looked> look_at_all(const Context& context, const Element& collections) {
    Element answer(estimate::kGetItemEstimate);
    for (const auto& asked : collections.children()) {
        const auto options = class_options(asked);
        if (!options) {
            Element refused(estimate::kGetItemEstimate);
            refused.add(estimate::kStatus, static_cast<int>(kInvalidKey));
            return Looked(std::move(refused));
        }
        const auto found = look_where_it_is(context, asked, *options);
        if (!found) {
            return found.error();
        }
        if (const auto* refused = std::get_if<CommonStatus>(&*found)) {
            return Looked(*refused);
        }
        answer.add(rendered(context, std::get<Estimated>(*found)));
    }
    return Looked(std::move(answer));
}

}  // namespace

Answer run_get_item_estimate(Context& context, const Element* root) {
    const auto refuse = [&](CommonStatus status) {
        return fail(*find_command("GetItemEstimate"), context.version, status);
    };
    const Element* collections = root == nullptr ? nullptr : root->child(estimate::kCollections);
    if (collections == nullptr || collections->children().size() > kMaxCollections) {
        return refuse(CommonStatus::kInvalidXml);
    }
    auto looked = look_at_all(context, *collections);
    if (!looked) {
        context.services.log.error("estimate_failed", {{"account", context.who.address},
                                                       {"reason", looked.error().detail}});
        return refuse(CommonStatus::kServerError);
    }
    if (const auto* refused = std::get_if<CommonStatus>(&*looked)) {
        return refuse(*refused);
    }
    return std::get<Element>(*std::move(looked));
}

}  // namespace syncgate::activesync

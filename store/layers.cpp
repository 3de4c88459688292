// What was chosen of an account's layers: the layer part of Snapshot and Change.
#include "base/text.h"
#include "store/change.h"
#include "store/scope.h"

namespace syncgate::store {
namespace {

// The row that says whether shared layers are allowed at all: a class that nothing has.
constexpr int kSharedClass = 0;

// Whether the row is another now.
bool set(Scope& scope, const LayerPlace& place, int item_class, AccountId owner, CollectionId book,
         std::optional<bool> shown) {
    if (!shown) {
        return run(scope.db,
                   "DELETE FROM layer WHERE account = $1 AND device = $2 AND kind = $3"
                   " AND class = $4 AND owner = $5 AND book = $6",
                   scope.account, place.device, lower_ascii(place.kind), item_class, owner,
                   book) != 0;
    }
    return run(scope.db,
               "INSERT INTO layer(account, device, kind, class, owner, book, shown)"
               " VALUES($1, $2, $3, $4, $5, $6, $7)"
               " ON CONFLICT(account, device, kind, class, owner, book)"
               " DO UPDATE SET shown = excluded.shown WHERE layer.shown <> excluded.shown",
               scope.account, place.device, lower_ascii(place.kind), item_class, owner, book,
               *shown) != 0;
}

}  // namespace

LayerChoices Snapshot::layer_choices(DeviceNumber device) const {
    Query rows(scope_->db,
               "SELECT device, kind, class, owner, book, shown FROM layer"
               " WHERE account = $1 AND device IN (0, $2)",
               scope_->account, device);
    LayerChoices choices;
    while (rows.next()) {
        const bool shown = rows.integer(5) != 0;
        if (rows.integer(2) == kSharedClass) {
            choices.shared_allowed = shown;
            continue;
        }
        const Layer layer{static_cast<ItemClass>(rows.integer(2)), rows.integer(3),
                          rows.integer(4)};
        const std::string kind = rows.text(1);
        auto& choice = rows.integer(0) != 0 ? choices.device
                       : kind.empty()       ? choices.account
                                            : choices.kinds[kind];
        choice[layer] = shown;
    }
    return choices;
}

void Change::set_layer(const LayerPlace& place, const Layer& layer, std::optional<bool> shown) {
    if (set(*scope_, place, static_cast<int>(layer.item_class), layer.owner, layer.book, shown)) {
        touch_hierarchy();
    }
}

void Change::allow_shared_layers(bool allowed) {
    const auto row = allowed ? std::optional(true) : std::nullopt;
    if (set(*scope_, {}, kSharedClass, 0, 0, row)) {
        touch_hierarchy();
    }
}

}  // namespace syncgate::store

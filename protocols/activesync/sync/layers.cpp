#include "protocols/activesync/sync/layers.h"

#include <set>

#include "formats/digest/sha256.h"
#include "protocols/activesync/sync/filter.h"

namespace syncgate::activesync {
namespace {

// What a collection's layer depends on. All mail is one layer; only books need to know what they
// stand in.
std::vector<Collection> around(const store::Snapshot& snapshot, const Collection& collection) {
    return collection.item_class == ItemClass::kMail ? std::vector<Collection>{}
                                                     : snapshot.collections();
}

// The classes, and all further books that something was chosen for.
std::set<Layer> own_layers(const LayerChoices& choices) {
    std::set<Layer> layers;
    for (const auto item_class : {ItemClass::kMail, ItemClass::kContact, ItemClass::kEvent,
                                  ItemClass::kTask, ItemClass::kNote}) {
        layers.insert({item_class, 0, 0});
    }
    const auto add = [&](const LayerChoice& choice) {
        for (const auto& [layer, shown] : choice) {
            if (layer.owner == 0) {
                layers.insert(layer);
            }
        }
    };
    add(choices.account);
    add(choices.device);
    for (const auto& [kind, choice] : choices.kinds) {
        add(choice);
    }
    return layers;
}

}  // namespace

bool knows_class(Version version, ItemClass item_class) {
    return item_class != ItemClass::kNote || version >= Version::k14_0;
}

bool is_default_folder(const Collection& collection) {
    switch (collection.role) {
        case Role::kInbox:
        case Role::kSent:
        case Role::kTrash:
        case Role::kDrafts:
        case Role::kDefault:
            return true;
        case Role::kNone:
        case Role::kTemplates:
        case Role::kSpam:
            return false;
    }
    return false;
}

Sight sight_of(const LayerChoices& choices, const Viewer& viewer, const Collection& collection,
               const std::vector<Collection>& all) {
    if (!knows_class(viewer.version, collection.item_class)) {
        return Sight::kHidden;
    }
    if (state_of(choices, viewer.type, layer_of(collection, all)).shown) {
        return Sight::kShown;
    }
    const bool stays = is_default_folder(collection) && viewer.keeps_default_folders;
    return stays ? Sight::kEmptied : Sight::kHidden;
}

void show_layer_of(store::Change& change, const Viewer& viewer, const Collection& collection) {
    const Layer layer = layer_of(collection, around(change, collection));
    if (!state_of(change.layer_choices(viewer.device), viewer.type, layer).shown) {
        change.set_layer({viewer.device, ""}, layer, true);
    }
}

std::int64_t mark_of(const LayerChoices& choices, const Viewer& viewer) {
    std::string hidden = viewer.keeps_default_folders ? "but for default folders" : "";
    for (const auto& layer : own_layers(choices)) {
        if (!knows_class(viewer.version, layer.item_class)) {
            hidden += " without " + name_of(layer);
        } else if (!state_of(choices, viewer.type, layer).shown) {
            hidden += " " + name_of(layer);
        }
    }
    std::uint64_t mark = 0;
    for (const char c : digest::sha256(hidden).substr(0, sizeof(mark))) {
        mark = mark << 8U | static_cast<unsigned char>(c);
    }
    return static_cast<std::int64_t>(mark >> 1U);
}

std::optional<std::int64_t> Seen::edge(int filter_type, UnixSeconds now) const {
    const auto edge = window_edge(collection.item_class, filter_type, now);
    return edge && emptied ? kMaxKey : edge;  // no item has a sort key that high
}

std::optional<Seen> look_at(const store::Snapshot& snapshot, const Viewer& viewer,
                            CollectionId id) {
    auto collection = snapshot.collection(id);
    if (!collection) {
        return std::nullopt;
    }
    if (viewer.guest_at != 0) {
        return viewer.guest_at == id ? std::optional(Seen{*std::move(collection), false})
                                     : std::nullopt;
    }
    const Sight sight = sight_of(snapshot.layer_choices(viewer.device), viewer, *collection,
                                 around(snapshot, *collection));
    if (sight == Sight::kHidden) {
        return std::nullopt;
    }
    return Seen{*std::move(collection), sight == Sight::kEmptied};
}

}  // namespace syncgate::activesync

#include "protocols/activesync/sync/layers.h"

#include "protocols/activesync/sync/filter.h"

namespace syncgate::activesync {
namespace {

// What a collection's layer depends on. All mail is one layer; only books need to know what they
// stand in.
std::vector<Collection> around(const store::Snapshot& snapshot, const Collection& collection) {
    return collection.item_class == ItemClass::kMail ? std::vector<Collection>{}
                                                     : snapshot.collections();
}

}  // namespace

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

MailShown mail_shown(const LayerChoices& choices, const Viewer& viewer) {
    if (state_of(choices, viewer.type, Layer{ItemClass::kMail, 0, 0}).shown) {
        return MailShown::kAll;
    }
    return viewer.keeps_default_folders ? MailShown::kDefaultFolders : MailShown::kNone;
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
    const Sight sight = sight_of(snapshot.layer_choices(viewer.device), viewer, *collection,
                                 around(snapshot, *collection));
    if (sight == Sight::kHidden) {
        return std::nullopt;
    }
    return Seen{*std::move(collection), sight == Sight::kEmptied};
}

}  // namespace syncgate::activesync

// What a device sees of the account's collections, by its layers. Source: model/layer.h;
// docs/sync-engine.md, "Hierarchy".
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "model/collection.h"
#include "model/device.h"
#include "protocols/activesync/version.h"
#include "store/change.h"
#include "store/snapshot.h"

namespace syncgate::activesync {

// kEmptied: its layer is off, but the client can't do without the folder: it stays, and its window
// shows nothing.
enum class Sight : std::uint8_t { kShown, kEmptied, kHidden };

// Folders that a client takes for its own: those with a Type of their own in FolderSync.
bool is_default_folder(const Collection& collection);

// Whether devices of the version have folders of the class. Source: MS-ASNOTE: notes since 14.0.
bool knows_class(Version version, ItemClass item_class);

// The device that looks.
struct Viewer {
    DeviceNumber device = 0;
    std::string_view type;               // DeviceType
    bool keeps_default_folders = false;  // a quirk of its client
    Version version = Version::k14_1;
    // What others share and the device shows, as folders (shared_id.h); null where nothing has
    // looked, so that it stays as it was told.
    const std::vector<Collection>* shared = nullptr;
    CollectionId guest_at = 0;  // of another account, which shows it this collection alone
};

// kHidden also for classes that the viewer's version does not know.
Sight sight_of(const LayerChoices& choices, const Viewer& viewer, const Collection& collection,
               const std::vector<Collection>& all);

// Switches the collection's layer on for the device, unless it is.
void show_layer_of(store::Change& change, const Viewer& viewer, const Collection& collection);

// Names what the choices make the viewer see: while it is the same, a collection is seen as it was
// unless it, or the book that it stands in, was moved. Not negative; it is stored.
std::int64_t mark_of(const LayerChoices& choices, const Viewer& viewer);

// A collection that the device sees, with its window.
struct Seen {
    Collection collection;
    bool emptied = false;
    // The lowest sort key that is shown. nullopt: the class does not know this filter.
    [[nodiscard]] std::optional<std::int64_t> edge(int filter_type, UnixSeconds now) const;
};

// nullopt: it is not there, or hidden from the device.
std::optional<Seen> look_at(const store::Snapshot& snapshot, const Viewer& viewer, CollectionId id);

}  // namespace syncgate::activesync

// What a device sees of the account's collections, by its layers. Source: model/layer.h;
// docs/sync-engine.md, "Hierarchy".
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "model/collection.h"
#include "model/device.h"
#include "store/change.h"
#include "store/snapshot.h"

namespace syncgate::activesync {

// kEmptied: its layer is off, but the client can't do without the folder: it stays, and its window
// shows nothing.
enum class Sight : std::uint8_t { kShown, kEmptied, kHidden };

// Folders that a client takes for its own: those with a Type of their own in FolderSync.
bool is_default_folder(const Collection& collection);

// The device that looks.
struct Viewer {
    DeviceNumber device = 0;
    std::string_view type;               // DeviceType
    bool keeps_default_folders = false;  // a quirk of its client
};

Sight sight_of(const LayerChoices& choices, const Viewer& viewer, const Collection& collection,
               const std::vector<Collection>& all);

// Switches the collection's layer on for the device, unless it is.
void show_layer_of(store::Change& change, const Viewer& viewer, const Collection& collection);

// Which mail folders the device sees: all mail is one layer. The values are stored.
enum class MailShown : std::uint8_t { kNone = 0, kDefaultFolders = 1, kAll = 2 };
MailShown mail_shown(const LayerChoices& choices, const Viewer& viewer);

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

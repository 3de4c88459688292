#include "protocols/activesync/sync/moved_items.h"

#include "base/text.h"

namespace syncgate::activesync {
namespace {

constexpr std::string_view kMoved = "moved";  // by item: a number among those of keys
constexpr std::string_view kBegun = "begun";  // by folder: the key
constexpr UnixSeconds kHour = 3600;

}  // namespace

void note_moved(store::Note& note, DeviceNumber device, const ItemId& there, UnixSeconds now) {
    note.remember(device, kMoved, to_server_id(there), std::to_string(note.next_key()),
                  now + kHour);
}

void note_beginning(store::Note& note, DeviceNumber device, CollectionId folder, std::int64_t key,
                    UnixSeconds now) {
    note.remember(device, kBegun, to_server_id(folder), std::to_string(key), now + kHour);
}

bool has_moved(const store::Snapshot& snapshot, DeviceNumber device, const ItemId& item) {
    const auto moved = snapshot.remembered(device, kMoved, to_server_id(item));
    const auto begun = snapshot.remembered(device, kBegun, to_server_id(item.collection));
    return moved && (!begun || parse_uint(*begun) < parse_uint(*moved));
}

}  // namespace syncgate::activesync

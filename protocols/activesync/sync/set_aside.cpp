#include "protocols/activesync/sync/set_aside.h"

#include "base/bytes.h"
#include "protocols/activesync/sync/line.h"

namespace syncgate::activesync {
namespace {

constexpr std::string_view kKind = "aside";
constexpr std::size_t kMost = 100;
constexpr UnixSeconds kFarAway = 1'000'000'000'000;  // only retry_set_aside() ends it

void keep(store::Note& note, DeviceNumber device, CollectionId collection,
          const std::set<Uid>& uids) {
    ByteWriter out;
    out.number(uids.size());
    for (const Uid uid : uids) {
        out.number(static_cast<std::uint64_t>(uid));
    }
    note.remember(device, kKind, to_server_id(collection), out.take(), uids.empty() ? 0 : kFarAway);
}

}  // namespace

std::set<Uid> set_aside_in(const store::Snapshot& snapshot, DeviceNumber device,
                           CollectionId collection) {
    std::set<Uid> found;
    const auto kept = snapshot.remembered(device, kKind, to_server_id(collection));
    if (!kept) {
        return found;
    }
    ByteReader in(*kept);
    for (auto left = in.count(); left > 0; --left) {
        found.insert(static_cast<Uid>(in.number()));
    }
    return found;
}

std::vector<ItemId> set_aside_of(const store::Snapshot& snapshot, DeviceNumber device) {
    std::vector<ItemId> found;
    for (const auto& collection : snapshot.collections()) {
        for (const Uid uid : set_aside_in(snapshot, device, collection.id)) {
            found.push_back({collection.id, uid});
        }
    }
    return found;
}

void set_aside(store::Note& note, DeviceNumber device, const ItemId& item) {
    auto uids = set_aside_in(note, device, item.collection);
    uids.insert(item.uid);
    if (uids.size() > kMost) {
        uids.erase(uids.begin());
    }
    keep(note, device, item.collection, uids);
}

Result<int> retry_set_aside(store::Note& note, DeviceNumber device) {
    int count = 0;
    for (const auto& collection : note.collections()) {
        const auto uids = set_aside_in(note, device, collection.id);
        if (uids.empty()) {
            continue;
        }
        auto line = SyncLine::load(note, device, collection.id);
        if (!line) {
            return line.error();
        }
        const SnapshotView view(note, collection.id);
        for (const Uid uid : uids) {
            line->doubt(uid, view);
        }
        if (!line->empty() && !line->save(note, device, collection.id)) {
            return Error{ErrorCode::kConflict, "the device is being answered"};
        }
        keep(note, device, collection.id, {});
        count += static_cast<int>(uids.size());
    }
    return count;
}

}  // namespace syncgate::activesync

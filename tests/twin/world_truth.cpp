// What the server has, held against what a phone has.
#include "base/text.h"
#include "formats/mime/conversation.h"
#include "formats/mime/message_index.h"
#include "protocols/activesync/commands/sync_options.h"
#include "protocols/activesync/sync/filter.h"
#include "protocols/activesync/sync/line.h"
#include "protocols/activesync/sync/server_id.h"
#include "tests/twin/world.h"

namespace syncgate::twin {
namespace {

constexpr int kAll = 1'000'000;
constexpr std::size_t kStateAtRest = 1024;  // bytes

Mail shown(const store::Snapshot& snapshot, const Item& item) {
    const auto envelope = mime::decode_envelope(snapshot.object(item.object)->envelope);
    Mail mail{envelope->subject, (item.flags & kSeen) != 0, (item.flags & kFlagged) != 0};
    std::set<std::string> tags;
    for (const auto keyword : split(item.keywords, '\n')) {
        if (const auto tag = snapshot.tag(keyword)) {
            tags.insert(tag->name + "\n");
        }
    }
    for (const auto& each : tags) {
        mail.tags += each;
    }
    return mail;
}

CollectionId id_of(const std::string& folder) {
    return activesync::parse_collection_id(folder).value_or(0);
}

std::int64_t edge_of(const Replica& box, const Clock& clock) {
    return activesync::window_edge(ItemClass::kMail, box.filter, clock.now()).value_or(kMinKey);
}

std::string conversation_of(const store::Snapshot& snapshot, const Item& item) {
    return mime::conversation_id(*mime::decode_envelope(snapshot.object(item.object)->envelope));
}

// What is in the window, and what is of a conversation with it where the device wants that.
std::vector<Item> wanted(const store::Snapshot& snapshot, std::vector<Item> items,
                         std::int64_t edge, bool conversations) {
    std::set<std::string> inside;
    for (const auto& item : items) {
        if (conversations && item.sort_key >= edge) {
            inside.insert(conversation_of(snapshot, item));
        }
    }
    inside.erase("");
    std::erase_if(items, [&](const Item& item) {
        return item.sort_key < edge &&
               (inside.empty() || !inside.contains(conversation_of(snapshot, item)));
    });
    return items;
}

Result<activesync::SyncLine> line_of(const store::Snapshot& snapshot, const Phone& phone,
                                     const std::string& folder) {
    const auto device = snapshot.device(phone.id());
    check(device.has_value(), "the device is forgotten");
    return activesync::SyncLine::load(snapshot, device->number, id_of(folder));
}

}  // namespace

// I2: without MoreAvailable the device equals the server's window.
void World::compare(const Phone& phone, const std::string& folder) {
    const Replica& box = phone.boxes.at(folder);
    const auto edge = edge_of(box, clock_);
    ++counts_["compared"];
    must(host_.account().read([&](const store::Snapshot& snapshot) -> Result<int> {
        const auto items =
            wanted(snapshot, snapshot.items(id_of(folder), 0, kAll), edge, box.conversations);
        for (const auto& item : items) {
            counts_["riders"] += item.sort_key < edge ? 1 : 0;
            const auto id = activesync::to_server_id(activesync::ItemId{item.collection, item.uid});
            const auto has = box.items.find(id);
            check(has != box.items.end(), "missing at rest: " + id);
            Mail truth = shown(snapshot, item);
            if (!phone.shows_flags()) {
                truth.flagged = has->second.flagged;
            }
            if (!phone.shows_tags()) {
                truth.tags = has->second.tags;
            }
            check(has->second == truth, "stale at rest: " + id);
        }
        check(box.items.size() == items.size(), "more at rest than the server has");
        return 0;
    }));
}

// I3, I9: the point that the device has is at rest, and small.
void World::check_marks(const Phone& phone, const std::string& folder) {
    const Replica& box = phone.boxes.at(folder);
    const Position edge{edge_of(box, clock_), 0};
    const auto line = must(host_.account().read(
        [&](const store::Snapshot& snapshot) { return line_of(snapshot, phone, folder); }));
    const auto* point = line.newest();
    if (point == nullptr || std::to_string(point->key) != box.key) {
        return;  // a doubled request has made one that the device did not read
    }
    check(point->own.size() == point->riders && point->a == point->m && point->m.uid == kMaxUid &&
              point->bound == edge,
          "the marks are not at rest");
    check(point->exceptions() + point->answered_adds.size() + point->answered_items.size() > 0 ||
              activesync::to_row(*point).rest.size() <=
                  kStateAtRest + point->riders * activesync::kRiderBytes,
          "the state at rest is large");
}

bool World::is_newest(const Phone& phone, const std::string& folder) {
    const Replica& box = phone.boxes.at(folder);
    const auto line = must(host_.account().read(
        [&](const store::Snapshot& snapshot) { return line_of(snapshot, phone, folder); }));
    if (line.newest() == nullptr || std::to_string(line.newest()->key) != box.key) {
        return false;
    }
    const auto options = activesync::decode_options(line.newest()->options);
    return options.filter_type == box.filter && options.conversations == box.conversations;
}

// A device that was told of everything has every mail folder where the server has it, and the
// default books of the classes that its version knows.
void World::check_tree(const Phone& phone) {
    const auto there = must(host_.account().read(
        [&](const store::Snapshot& snapshot) -> Result<std::map<std::string, Folder>> {
            std::map<std::string, Folder> found;
            for (const auto& each : snapshot.collections()) {
                if (each.item_class == ItemClass::kMail) {
                    found[activesync::to_server_id(each.id)] = {
                        activesync::to_server_id(each.parent), each.name};
                }
            }
            return found;
        }));
    for (const auto& [id, folder] : there) {
        const auto has = phone.folders.find(id);
        check(has != phone.folders.end(), "a folder is missing: " + id);
        check(has->second == folder, "a folder stands elsewhere: " + id);
    }
    check(phone.folders.size() == there.size(), "more folders than the server has");
    constexpr std::size_t kBooks = 4;
    check(phone.books.size() == (phone.shows_notes() ? kBooks : kBooks - 1), "other books");
}

std::string World::conversation_at(const std::string& item) {
    return must(host_.account().read([&](const store::Snapshot& snapshot) -> Result<std::string> {
        const auto id = activesync::parse_item_id(item);
        const auto found = id ? snapshot.item(id->collection, id->uid) : std::nullopt;
        return found ? conversation_of(snapshot, *found) : "";
    }));
}

// Wherever they are, but for what the user wrote: that stays in Sent and Drafts.
std::vector<activesync::ItemId> World::received(const std::string& conversation) {
    std::vector<activesync::ItemId> found;
    must(host_.account().read([&](const store::Snapshot& snapshot) -> Result<int> {
        for (const auto& each : snapshot.collections(ItemClass::kMail)) {
            if (each.role == Role::kSent || each.role == Role::kDrafts) {
                continue;
            }
            for (const auto& item : snapshot.items(each.id, 0, kAll)) {
                if (conversation_of(snapshot, item) == conversation) {
                    found.push_back({each.id, item.uid});
                }
            }
        }
        return 0;
    }));
    return found;
}

bool World::is_there(const std::string& folder) {
    return must(host_.account().read([&](const store::Snapshot& snapshot) -> Result<bool> {
        return snapshot.collection(id_of(folder)).has_value();
    }));
}

void World::check_ledger() {
    must(host_.account().read([&](const store::Snapshot& snapshot) -> Result<int> {
        ledger_.check(snapshot);
        return 0;
    }));
}

// Of a request's Deletes those that are for good.
void World::note_deletions(const SyncRequest& request) {
    if (request.commands.empty()) {
        return;
    }
    must(host_.account().read([&](const store::Snapshot& snapshot) -> Result<int> {
        const bool for_good =
            !request.deletes_as_moves || in_trash(snapshot, id_of(request.folder));
        for (const auto& command : request.commands) {
            const auto id = activesync::parse_item_id(command.id);
            if (for_good && command.kind == Pending::Kind::kDelete && id) {
                if (const auto item = snapshot.item(id->collection, id->uid)) {
                    ledger_.may_go(item->object);
                }
            }
        }
        return 0;
    }));
}

}  // namespace syncgate::twin

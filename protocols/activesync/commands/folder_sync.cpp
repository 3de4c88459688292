#include "protocols/activesync/commands/folder_sync.h"

#include <algorithm>

#include "formats/wbxml/tags.h"
#include "protocols/activesync/commands/folder_element.h"
#include "protocols/activesync/commands/shared_folders.h"
#include "protocols/activesync/sync/give_way.h"
#include "protocols/activesync/sync/hierarchy.h"
#include "protocols/activesync/sync/line.h"
#include "protocols/activesync/sync/line_locks.h"
#include "protocols/activesync/sync/server_id.h"

namespace syncgate::activesync {
namespace {

using wbxml::Element;
namespace hierarchy = wbxml::folder_hierarchy;

// Source: MS-ASCMD 2.2.3.177.4 Status (FolderSync).
enum FolderSyncStatus : int { kOk = 1, kServerError = 6, kInvalidKey = 9, kMalformed = 10 };

Element refuse(int status) {
    Element root(hierarchy::kFolderSync);
    root.add(hierarchy::kStatus, status);
    return root;
}

Element answer(const std::string& key, const HierarchyChanges& changes) {
    Element root(hierarchy::kFolderSync);
    root.add(hierarchy::kStatus, static_cast<int>(kOk));
    root.add(hierarchy::kSyncKey, key);
    Element& list = root.add(hierarchy::kChanges);
    list.add(hierarchy::kCount, static_cast<std::int64_t>(changes.size()));
    for (const auto id : changes.deleted) {
        list.add(hierarchy::kDelete).add(hierarchy::kServerId, to_server_id(id));
    }
    for (const auto& folder : changes.added) {
        add_folder(list, hierarchy::kAdd, folder);
    }
    for (const auto& folder : changes.updated) {
        add_folder(list, hierarchy::kUpdate, folder);
    }
    return root;
}

// The generation of the key; an empty one for key 0; nullopt for a key that is none of ours.
std::optional<store::HierarchyRow> generation_of(
    const std::vector<store::HierarchyRow>& generations, std::int64_t key) {
    return key == 0 ? store::HierarchyRow{} : find_generation(generations, key);
}

struct Looked {
    std::vector<store::HierarchyRow> generations;
    std::optional<Told> told;  // nullopt: the key is none of ours
};

Looked look(const store::Snapshot& snapshot, const Viewer& viewer,
            std::optional<std::int64_t> key) {
    Looked looked{snapshot.hierarchy(viewer.device), std::nullopt};
    if (const auto used = key ? generation_of(looked.generations, *key) : std::nullopt) {
        looked.told = tell(snapshot, viewer, *used);
    }
    return looked;
}

// The generation of the key stays the newest, and what it shows to be gone is dropped.
Result<std::int64_t> stay(store::Note& note, DeviceNumber device, const Looked& looked,
                          const std::vector<CollectionId>& gone) {
    const auto& newest = looked.generations.back();
    if (!note.save_hierarchy(device, looked.generations, {newest})) {
        return Error{ErrorCode::kConflict, "another gateway has answered the device"};
    }
    for (const auto id : gone) {
        note.drop_line(device, id);
    }
    return newest.key;
}

// Keeps what was told; the key that names it. Errors: kConflict (another gateway has answered this
// device meanwhile), those of Account::note.
Result<std::int64_t> keep(Context& context, const Looked& looked, std::int64_t key, bool as_it_is,
                          const std::vector<CollectionId>& gone) {
    return context.account->note([&](store::Note& note) -> Result<std::int64_t> {
        const DeviceNumber device = context.device.number;
        return as_it_is
                   ? stay(note, device, looked, gone)
                   : answer_generation(note, device, looked.generations, key, looked.told->next);
    });
}

Element server_error(Context& context, const Error& error) {
    context.services.log.error("folder_sync_failed",
                               {{"account", context.who.address}, {"reason", error.detail}});
    return refuse(kServerError);
}

// nullopt: another gateway has answered the device meanwhile.
std::optional<Answer> try_folder_sync(Context& context, const std::string& text) {
    const auto key = parse_sync_key(text);
    const auto loaded = load_shared(context);
    auto looked =
        loaded ? context.account->read([&](const store::Snapshot& snapshot) -> Result<Looked> {
            return look(snapshot, context.viewer(), key);
        })
               : Result<Looked>(loaded.error());
    if (!looked) {
        return server_error(context, looked.error());
    }
    if (!looked->told) {
        return refuse(kInvalidKey);
    }
    const HierarchyChanges& changes = looked->told->changes;
    // An answer that was sent since and lost shows other folders: it must not stay the newest, or a
    // Ping would take what it shows for what the device has.
    const bool newest = !looked->generations.empty() && looked->generations.back().key == *key;
    const bool as_it_is = newest && changes.empty();
    const auto gone = confirmed_gone(looked->generations, *key);
    if (as_it_is && gone.empty()) {
        return answer(text, changes);
    }
    const auto saved = keep(context, *looked, *key, as_it_is, gone);
    if (!saved && saved.error().code == ErrorCode::kConflict) {
        return std::nullopt;
    }
    if (!saved) {
        return server_error(context, saved.error());
    }
    if (const auto left = leave_shared(context, gone); !left) {
        return server_error(context, left.error());
    }
    return answer(std::to_string(*saved), changes);
}

}  // namespace

Answer run_folder_sync(Context& context, const Element* root) {
    const auto text = root == nullptr ? std::nullopt : root->text(hierarchy::kSyncKey);
    if (!text) {
        return refuse(kMalformed);
    }
    const auto one_at_a_time =
        context.locks.lock(context.account->id(), context.device.number, kHierarchy);
    for (int tries = 1; tries < kTries; ++tries) {
        if (auto answered = try_folder_sync(context, std::string(*text))) {
            return *std::move(answered);
        }
        give_way(tries);
    }
    return refuse(kServerError);
}

}  // namespace syncgate::activesync

// Versions of items that lost, kept to be recovered: the parts of Snapshot, Note and Change.
#include <utility>

#include "store/change.h"
#include "store/objects.h"
#include "store/scope.h"

namespace syncgate::store {
namespace {

constexpr UnixSeconds kKeptSeconds = 30 * 86'400;
constexpr int kMostKept = 1000;

#define SYNCGATE_VERSION_COLUMNS                                                                  \
    "id, class, collection, uid, object, name, native_uid, sort_key, flags, keywords, follow_up," \
    " loss, device, kept"

KeptVersion version_of(const Query& row) {
    KeptVersion version;
    version.id = row.integer(0);
    version.item_class = static_cast<ItemClass>(row.integer(1));
    version.item.collection = row.integer(2);
    version.item.uid = row.integer(3);
    version.item.object = row.integer(4);
    version.item.name = row.text(5);
    version.item.native_uid = row.text(6);
    version.item.sort_key = row.integer(7);
    version.item.flags = static_cast<std::uint32_t>(row.integer(8));
    version.item.keywords = row.text(9);
    version.item.follow_up = row.text(10);
    version.loss = static_cast<Loss>(row.integer(11));
    version.device = row.integer(12);
    version.kept = row.integer(13);
    return version;
}

struct Dropped {
    std::int64_t id = 0;
    ObjectId object = 0;
};

void drop(Scope& scope, const Dropped& version) {
    run(scope.db, "DELETE FROM kept_version WHERE account = $1 AND id = $2", scope.account,
        version.id);
    drop_unused_object(scope, version.object);
}

std::vector<Dropped> dropped_of(Query& rows) {
    std::vector<Dropped> found;
    while (rows.next()) {
        found.push_back({rows.integer(0), rows.integer(1)});
    }
    return found;
}

// A device that sends the same lost change again and again must not fill the account.
void drop_beyond(Scope& scope, int most) {
    Query rows(scope.db,
               "SELECT id, object FROM kept_version WHERE account = $1 ORDER BY id DESC"
               " LIMIT 1000 OFFSET $2",
               scope.account, most);
    for (const auto& version : dropped_of(rows)) {
        drop(scope, version);
    }
}

}  // namespace

std::vector<KeptVersion> Snapshot::kept_versions() const {
    Query rows(scope_->db,
               "SELECT " SYNCGATE_VERSION_COLUMNS
               " FROM kept_version WHERE account = $1 AND kept > $2 ORDER BY id",
               scope_->account, scope_->clock.now() - kKeptSeconds);
    std::vector<KeptVersion> found;
    while (rows.next()) {
        found.push_back(version_of(rows));
    }
    return found;
}

int Note::forget_versions(int most) {
    Query rows(scope_->db,
               "SELECT id, object FROM kept_version WHERE account = $1 AND kept <= $2"
               " ORDER BY kept LIMIT $3",
               scope_->account, scope_->clock.now() - kKeptSeconds, most);
    const auto old = dropped_of(rows);
    for (const auto& version : old) {
        drop(*scope_, version);
    }
    return static_cast<int>(old.size());
}

void Change::keep_version(const Item& version, Loss loss, DeviceNumber device) {
    const auto folder = collection(version.collection);
    if (!folder) {
        return;  // nobody could tell what class of item it is
    }
    const auto id = find_integer(scope_->db,
                                 "UPDATE account_state SET last_version = last_version + 1"
                                 " WHERE account = $1 RETURNING last_version",
                                 scope_->account)
                        .value_or(0);
    run(scope_->db,
        "INSERT INTO kept_version(account, " SYNCGATE_VERSION_COLUMNS
        ") VALUES($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
        scope_->account, id, folder->item_class, version.collection, version.uid, version.object,
        version.name, version.native_uid, version.sort_key, version.flags, version.keywords,
        version.follow_up, loss, device, scope_->clock.now());
    drop_beyond(*scope_, kMostKept);
}

void Change::keep_refused(const Item& item, const NewObject& text, DeviceNumber device) {
    Item version = item;
    // The request is answered with the conflict; it must not fail for a quota instead.
    const bool before = std::exchange(scope_->keeps_promise, true);
    version.object = insert_object(*scope_, text);
    scope_->keeps_promise = before;
    keep_version(version, Loss::kRefused, device);
}

Result<ItemPlace> Change::recover_version(std::int64_t id) {
    std::optional<KeptVersion> kept;
    for (auto& version : kept_versions()) {
        if (version.id == id) {
            kept = std::move(version);
        }
    }
    if (!kept) {
        return Error{ErrorCode::kNotFound, "no kept version " + std::to_string(id)};
    }
    auto& version = kept->item;
    if (const auto now = item(version.collection, version.uid)) {
        keep_version(*now, Loss::kOverwritten, 0);
        set_object(version.collection, version.uid, version.object, version.sort_key);
        set_state(version.collection, version.uid, version.flags, version.keywords,
                  version.follow_up);
    } else {
        const auto home = collection(version.collection);
        const auto standard = by_role(
            kept->item_class, kept->item_class == ItemClass::kMail ? Role::kInbox : Role::kDefault);
        if (!home && !standard) {
            return Error{ErrorCode::kNotFound, "the collection of the version is gone"};
        }
        NewItem anew;
        anew.object = version.object;
        version.collection = home ? home->id : standard->id;
        anew.name = find_by_name(version.collection, version.name)
                        ? std::to_string(id) + "-" + version.name
                        : version.name;
        anew.native_uid = version.native_uid;
        anew.sort_key = version.sort_key;
        anew.flags = version.flags;
        anew.keywords = version.keywords;
        anew.follow_up = version.follow_up;
        version.uid = add_item(version.collection, anew);
    }
    run(scope_->db, "DELETE FROM kept_version WHERE account = $1 AND id = $2", scope_->account, id);
    return ItemPlace{version.collection, version.uid};
}

}  // namespace syncgate::store

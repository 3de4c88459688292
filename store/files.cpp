#include "store/files.h"

#include <map>

#include "store/objects.h"
#include "store/quota.h"
#include "store/scope_of.h"

#define SYNCGATE_SELECT_FILE                                                             \
    "SELECT f.id, f.parent, f.name, f.object, f.type, f.entered, o.blob, o.size, o.made" \
    " FROM file f LEFT JOIN object o ON o.account = f.account AND o.id = f.object"       \
    " WHERE f.account = $1 AND f.parent = $2"

namespace syncgate::store {
namespace {

constexpr int kPage = 500;

File file_of(const Query& row) {
    File file;
    file.parent = row.integer(1);
    file.is_folder = row.is_null(6);
    file.type = row.text(4);
    auto& resource = file.resource;
    resource.uid = row.integer(0);
    resource.name = row.text(2);
    resource.object = row.integer(3);
    resource.entered = row.integer(5);
    resource.changed = resource.entered;
    if (!file.is_folder) {
        resource.digest = row.text(6);
        resource.size = static_cast<std::uint64_t>(row.integer(7));
        resource.changed = row.integer(8);
    }
    return file;
}

FileId insert_file(Scope& scope, const FilePlace& place, ObjectId object, std::string_view type) {
    count_in(scope, 0, 1);
    const FileId id =
        find_integer(scope.db, "SELECT COALESCE(MAX(id), 0) + 1 FROM file WHERE account = $1",
                     scope.account)
            .value_or(1);
    run(scope.db,
        "INSERT INTO file(account, id, parent, name, object, type, entered)"
        " VALUES($1, $2, $3, $4, $5, $6, $7)",
        scope.account, id, place.folder, place.name, object, type, scope.clock.now());
    return id;
}

void copy_properties(Change& change, FileId from, FileId to) {
    for (const auto& each : file_properties(change, from)) {
        set_file_property(change, to, each.name, each.value);
    }
}

// All that is in a folder, page by page.
template <class Visit>
void visit_files(const Snapshot& snapshot, FileId folder, Visit visit) {
    for (auto page = files_in(snapshot, folder, "", kPage); !page.empty();) {
        for (const auto& each : page) {
            visit(each);
        }
        page = files_in(snapshot, folder, page.back().resource.name, kPage);
    }
}

// Whether `folder` is `id`, or below it.
bool is_within(Scope& scope, FileId folder, FileId id) {
    while (folder != kRootFolder && folder != id) {
        folder = find_integer(scope.db, "SELECT parent FROM file WHERE account = $1 AND id = $2",
                              scope.account, folder)
                     .value_or(kRootFolder);
    }
    return folder == id;
}

}  // namespace

std::optional<File> find_file(const Snapshot& snapshot, FileId folder, std::string_view name) {
    Scope& scope = scope_of(snapshot);
    Query row(scope.db, SYNCGATE_SELECT_FILE " AND f.name = $3", scope.account, folder, name);
    return row.next() ? std::optional(file_of(row)) : std::nullopt;
}

std::vector<File> files_in(const Snapshot& snapshot, FileId folder, std::string_view after,
                           int limit) {
    Scope& scope = scope_of(snapshot);
    Query rows(scope.db, SYNCGATE_SELECT_FILE " AND f.name > $3 ORDER BY f.name LIMIT $4",
               scope.account, folder, after, limit);
    std::vector<File> found;
    while (rows.next()) {
        found.push_back(file_of(rows));
    }
    return found;
}

std::vector<Property> file_properties(const Snapshot& snapshot, FileId id) {
    Scope& scope = scope_of(snapshot);
    Query rows(scope.db,
               "SELECT name, value FROM file_property WHERE account = $1 AND file = $2"
               " ORDER BY name",
               scope.account, id);
    std::vector<Property> found;
    while (rows.next()) {
        found.push_back({rows.text(0), rows.text(1)});
    }
    return found;
}

Result<FileId> add_folder(Change& change, const FilePlace& place) {
    if (auto room = change.make_room(0, 1); !room) {
        return room.error();
    }
    return insert_file(scope_of(change), place, 0, "");
}

Result<FileId> put_file(Change& change, const FilePlace& place, const std::optional<File>& there,
                        std::string_view octets, std::string_view type) {
    if (auto room = change.make_room(static_cast<std::int64_t>(octets.size()), there ? 0 : 1);
        !room) {
        return room.error();
    }
    Scope& scope = scope_of(change);
    NewObject object;
    object.bytes = octets;
    const ObjectId added = change.add_object(object);
    if (!there) {
        return insert_file(scope, place, added, type);
    }
    run(scope.db, "UPDATE file SET object = $1, type = $2 WHERE account = $3 AND id = $4", added,
        type, scope.account, there->id());
    drop_unused_object(scope, there->resource.object);
    return there->id();
}

void remove_file(Change& change, const File& file) {
    Scope& scope = scope_of(change);
    std::vector<File> left{file};
    while (!left.empty()) {
        const File each = std::move(left.back());
        left.pop_back();
        if (each.is_folder) {
            visit_files(change, each.id(), [&](const File& inside) { left.push_back(inside); });
        }
        run(scope.db, "DELETE FROM file_property WHERE account = $1 AND file = $2", scope.account,
            each.id());
        run(scope.db, "DELETE FROM file WHERE account = $1 AND id = $2", scope.account, each.id());
        count_out(scope, 0, 1);
        if (!each.is_folder) {
            drop_unused_object(scope, each.resource.object);
        }
    }
}

Result<void> move_file(Change& change, const File& file, const FilePlace& place) {
    Scope& scope = scope_of(change);
    if (is_within(scope, place.folder, file.id())) {
        return Error{ErrorCode::kForbidden, "a folder into itself"};
    }
    run(scope.db, "UPDATE file SET parent = $1, name = $2 WHERE account = $3 AND id = $4",
        place.folder, place.name, scope.account, file.id());
    return {};
}

Result<void> copy_file(Change& change, const File& file, const FilePlace& place, bool deep) {
    Scope& scope = scope_of(change);
    // All of it is known before anything is added: a folder may be copied into itself.
    std::vector<File> files{file};
    for (std::size_t i = 0; deep && i < files.size(); ++i) {
        if (files[i].is_folder) {
            visit_files(change, files[i].id(), [&](const File& each) { files.push_back(each); });
        }
        if (files.size() > kFilesCopied) {
            return Error{ErrorCode::kTooLarge, "more files than are copied at once"};
        }
    }
    if (auto room = change.make_room(0, static_cast<std::int64_t>(files.size())); !room) {
        return room;
    }
    std::map<FileId, FileId> copies;
    for (const auto& each : files) {
        const bool is_first = &each == &files.front();
        const FilePlace to = is_first ? place : FilePlace{copies[each.parent], each.resource.name};
        const FileId id = insert_file(scope, to, each.resource.object, each.type);
        copy_properties(change, each.id(), id);
        copies[each.id()] = id;
    }
    return {};
}

void set_file_property(Change& change, FileId id, std::string_view name,
                       std::optional<std::string_view> value) {
    Scope& scope = scope_of(change);
    if (!value) {
        run(scope.db, "DELETE FROM file_property WHERE account = $1 AND file = $2 AND name = $3",
            scope.account, id, name);
        return;
    }
    run(scope.db,
        "INSERT INTO file_property(account, file, name, value) VALUES($1, $2, $3, $4)"
        " ON CONFLICT(account, file, name) DO UPDATE SET value = excluded.value",
        scope.account, id, name, *value);
}

}  // namespace syncgate::store

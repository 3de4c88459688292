#include "store/objects.h"

#include "formats/digest/sha256.h"
#include "store/collected.h"
#include "store/conversations.h"
#include "store/quota.h"
#include "store/scope.h"

namespace syncgate::store {
namespace {

void insert_blob(Scope& scope, std::string_view hash, const PagedText& bytes) {
    if (scope.blobs.stands_in_database(bytes.size())) {
        run(scope.db,
            "INSERT INTO blob(account, hash, size, content) VALUES($1, $2, $3, $4)"
            " ON CONFLICT(account, hash) DO NOTHING",
            scope.account, Blob{hash}, bytes.size(), Blob{bytes});
        return;
    }
    if (!scope.blobs.exists(hash)) {
        scope.made_files.emplace_back(hash);
    }
    scope.blobs.write(hash, bytes);
    std::erase(scope.dead_files, hash);  // one that this write gave up before
    run(scope.db,
        "INSERT INTO blob(account, hash, size, content) VALUES($1, $2, $3, NULL)"
        " ON CONFLICT(account, hash) DO NOTHING",
        scope.account, Blob{hash}, bytes.size());
}

bool exists(Scope& scope, std::string_view sql, ObjectId object) {
    return find_integer(scope.db, sql, scope.account, object).has_value();
}

}  // namespace

ObjectId insert_object(Scope& scope, const NewObject& object) {
    count_in(scope, static_cast<std::int64_t>(object.bytes.size()), 0);
    const std::string hash = digest::sha256(object.bytes);
    insert_blob(scope, hash, object.bytes);
    const ObjectId id = ++changing_counters(scope).last_object;
    run(scope.db,
        "INSERT INTO object(account, id, blob, size, envelope, structure, preview, text, rendition,"
        " made)"
        " VALUES($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        scope.account, id, Blob{hash}, object.bytes.size(), Blob{object.envelope},
        Blob{object.structure}, object.preview, object.text, object.rendition, scope.clock.now());
    keep_conversation(scope, id, conversation_of(object.envelope));
    scope.words_behind = true;
    note_card(scope, id, object);
    return id;
}

void drop_unused_object(Scope& scope, ObjectId object) {
    if (exists(scope, "SELECT 1 FROM item WHERE account = $1 AND object = $2 LIMIT 1", object) ||
        exists(scope, "SELECT 1 FROM intent WHERE account = $1 AND object = $2 LIMIT 1", object) ||
        exists(scope, "SELECT 1 FROM outgoing WHERE account = $1 AND object = $2 LIMIT 1",
               object) ||
        exists(scope,
               "SELECT 1 FROM file WHERE account = $1 AND object = $2 AND object <> 0 LIMIT 1",
               object) ||
        exists(scope, "SELECT 1 FROM kept_version WHERE account = $1 AND object = $2 LIMIT 1",
               object)) {
        return;
    }
    std::string hash;
    std::int64_t size = 0;
    {
        Query row(scope.db, "SELECT blob, size FROM object WHERE account = $1 AND id = $2",
                  scope.account, object);
        if (!row.next()) {
            return;
        }
        hash = row.text(0);
        size = row.integer(1);
    }
    count_out(scope, size, 0);
    run(scope.db, "DELETE FROM object WHERE account = $1 AND id = $2", scope.account, object);
    keep_conversation(scope, object, 0);
    if (find_integer(scope.db, "SELECT 1 FROM object WHERE account = $1 AND blob = $2 LIMIT 1",
                     scope.account, Blob{hash})) {
        return;
    }
    const bool in_file =
        find_integer(scope.db,
                     "SELECT 1 FROM blob WHERE account = $1 AND hash = $2 AND content IS NULL",
                     scope.account, Blob{hash})
            .has_value();
    run(scope.db, "DELETE FROM blob WHERE account = $1 AND hash = $2", scope.account, Blob{hash});
    if (in_file) {
        scope.dead_files.push_back(std::move(hash));
    }
}

}  // namespace syncgate::store

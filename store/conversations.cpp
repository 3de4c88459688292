#include "store/conversations.h"

#include <algorithm>

#include "formats/mime/conversation.h"
#include "store/note.h"
#include "store/rows.h"
#include "store/scope.h"

namespace syncgate::store {
namespace {

// Begins with the few that are in the window, whatever else the folder holds: the order of a CROSS
// JOIN is kept by SQLite, and PostgreSQL finds it by itself.
constexpr std::string_view kRiders =
    "SELECT " SYNCGATE_ITEM_COLUMNS
    " FROM (SELECT DISTINCT c.conversation AS inside FROM item i CROSS JOIN object_conversation c"
    " WHERE i.account = $1 AND i.collection = $2 AND i.sort_key >= $3"
    " AND c.account = $1 AND c.id = i.object) w"
    " CROSS JOIN object_conversation c CROSS JOIN item i"
    " WHERE c.account = $1 AND c.conversation = w.inside"
    " AND i.account = $1 AND i.object = c.id AND i.collection = $2 AND i.sort_key < $3"
    " ORDER BY i.sort_key DESC, i.uid DESC LIMIT $4";

void append_ids(Query& rows, std::vector<ObjectId>& found) {
    while (rows.next()) {
        found.push_back(rows.integer(0));
    }
}

}  // namespace

std::int64_t conversation_of(std::string_view envelope) {
    const auto decoded = mime::decode_envelope(envelope);
    return decoded ? mime::conversation_number(mime::conversation_id(*decoded)) : 0;
}

void keep_conversation(Scope& scope, ObjectId object, std::int64_t conversation) {
    if (conversation == 0) {
        run(scope.db, "DELETE FROM object_conversation WHERE account = $1 AND id = $2",
            scope.account, object);
        return;
    }
    run(scope.db,
        "INSERT INTO object_conversation(account, id, conversation) VALUES($1, $2, $3)"
        " ON CONFLICT(account, id) DO UPDATE SET conversation = excluded.conversation",
        scope.account, object, conversation);
}

ObjectId last_without_conversation(Scope& scope) {
    return find_integer(scope.db,
                        "SELECT conversations_after FROM account_state WHERE account = $1",
                        scope.account)
        .value_or(0);
}

std::vector<Item> Snapshot::riders(CollectionId collection, std::int64_t edge, int limit) const {
    Query rows(scope_->db, kRiders, scope_->account, collection, edge, limit);
    std::vector<Item> found;
    while (rows.next()) {
        found.push_back(item_of(rows));
    }
    return found;
}

std::optional<std::vector<ObjectId>> Snapshot::objects_in(
    const std::vector<std::int64_t>& conversations, int most) const {
    std::vector<ObjectId> found;
    {
        Query rows(scope_->db, "SELECT id FROM object WHERE account = $1 AND id <= $2 LIMIT $3",
                   scope_->account, last_without_conversation(*scope_), most + 1);
        append_ids(rows, found);
    }
    for (const auto conversation : conversations) {
        Query rows(scope_->db,
                   "SELECT id FROM object_conversation WHERE account = $1 AND conversation = $2"
                   " LIMIT $3",
                   scope_->account, conversation, most + 1);
        append_ids(rows, found);
    }
    std::sort(found.begin(), found.end());
    found.erase(std::unique(found.begin(), found.end()), found.end());
    return found.size() > static_cast<std::size_t>(most) ? std::nullopt : std::optional(found);
}

int Note::derive_conversations(int most) {
    const ObjectId last = last_without_conversation(*scope_);
    if (last == 0) {
        return 0;
    }
    std::vector<std::pair<ObjectId, std::int64_t>> derived;
    {
        Query rows(scope_->db,
                   "SELECT id, envelope FROM object WHERE account = $1 AND id <= $2"
                   " ORDER BY id DESC LIMIT $3",
                   scope_->account, last, most);
        while (rows.next()) {
            derived.emplace_back(rows.integer(0), conversation_of(rows.bytes(1)));
        }
    }
    for (const auto& [object, conversation] : derived) {
        keep_conversation(*scope_, object, conversation);
    }
    const bool all = derived.size() < static_cast<std::size_t>(most);
    run(scope_->db, "UPDATE account_state SET conversations_after = $1 WHERE account = $2",
        all ? 0 : derived.back().first - 1, scope_->account);
    return static_cast<int>(derived.size());
}

}  // namespace syncgate::store

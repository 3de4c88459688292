// What a search asks of an account before it looks at a message: the part of Snapshot and Note.
#include <algorithm>

#include "base/hex.h"
#include "formats/digest/sha256.h"
#include "store/failure.h"
#include "store/indexing.h"
#include "store/note.h"
#include "store/scope.h"

namespace syncgate::store {
namespace {

constexpr std::size_t kEpochBytes = 8;
constexpr std::size_t kAtOnce = 16;  // the parameters of kItemsOf

// Padded with the last where they are fewer. Keys first: of the index with other columns SQLite
// thinks that reading all items costs less.
constexpr std::string_view kItemsOf =
    "SELECT collection, sort_key, uid, object FROM item WHERE (account, collection, uid) IN"
    " (SELECT account, collection, uid FROM item WHERE account = $1 AND object IN"
    " ($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17))";

void append_places(Query& rows, std::vector<ItemOfObject>& found) {
    while (rows.next()) {
        found.push_back({rows.integer(0), {rows.integer(1), rows.integer(2)}, rows.integer(3)});
    }
}

}  // namespace

std::string Snapshot::words_epoch() const {
    Query row(scope_->db, "SELECT value FROM setting WHERE account = $1 AND name = 'words'",
              scope_->account);
    return row.next() ? row.text(0) : std::string();
}

bool NamedObjects::has(ObjectId id) const {
    return std::binary_search(objects.begin(), objects.end(), id);
}

bool NamedObjects::is_sure(ObjectId id) const {
    return id <= upto && has(id) && !std::binary_search(in_every.begin(), in_every.end(), id);
}

std::optional<NamedObjects> Snapshot::objects_with(const WordQuery& query, int most) const {
    WordIndex::Found found;
    try {
        found = scope_->words->find(scope_->db, query, most + 1);
    } catch (const StoreFailure&) {
        scope_->words_behind = true;  // whoever brings it up to date then says what is wrong
        return std::nullopt;
    }
    const ObjectId last = counters(*scope_).last_object;
    // One that knows more than there is belongs to a later state of this account: a copy of its
    // files was put back.
    if (found.mark.epoch != words_epoch() || found.mark.upto > last) {
        found = {};
    }
    scope_->words_behind = found.mark.upto < last;
    Query rows(scope_->db,
               "SELECT id FROM object WHERE account = $1 AND id > $2 ORDER BY id LIMIT $3",
               scope_->account, found.mark.upto, most + 1);
    while (rows.next()) {
        found.objects.push_back(rows.integer(0));
    }
    if (found.objects.size() > static_cast<std::size_t>(most)) {
        return std::nullopt;
    }
    return NamedObjects{std::move(found.objects), found.mark.upto, std::move(found.in_every)};
}

std::vector<ItemOfObject> Snapshot::items_of(const std::vector<ObjectId>& objects) const {
    std::vector<ItemOfObject> found;
    for (std::size_t at = 0; at < objects.size(); at += kAtOnce) {
        const auto id = [&](std::size_t i) {
            return objects[std::min(at + i, objects.size() - 1)];
        };
        Query rows(scope_->db, kItemsOf, scope_->account, id(0), id(1), id(2), id(3), id(4), id(5),
                   id(6), id(7), id(8), id(9), id(10), id(11), id(12), id(13), id(14), id(15));
        append_places(rows, found);
    }
    return found;
}

std::vector<ItemOfObject> Snapshot::places_below(CollectionId collection, Position bound,
                                                 Position edge, int limit) const {
    Query rows(scope_->db,
               "SELECT collection, sort_key, uid, object FROM item"
               " WHERE account = $1 AND collection = $2 AND (sort_key, uid) < ($3, $4)"
               " AND (sort_key, uid) >= ($5, $6) ORDER BY sort_key DESC, uid DESC LIMIT $7",
               scope_->account, collection, bound.sort_key, bound.uid, edge.sort_key, edge.uid,
               limit);
    std::vector<ItemOfObject> found;
    append_places(rows, found);
    return found;
}

void Note::renew_words() {
    store::renew_words(scope_->db, scope_->account);
    scope_->words_behind = true;
}

void renew_words(Connection& db, AccountId account) {
    run(db, "DELETE FROM setting WHERE account = $1 AND name = 'words'", account);
    run(db, "INSERT INTO setting(account, name, value) VALUES($1, 'words', $2)", account,
        hex_encode(digest::random_bytes(kEpochBytes)));
}

}  // namespace syncgate::store

#include "store/indexing.h"

#include "base/limits.h"
#include "base/text.h"
#include "formats/mime/message_index.h"
#include "store/failure.h"
#include "store/object_words.h"
#include "store/scope_of.h"

namespace syncgate::store {
namespace {

constexpr std::size_t kMostText = 8U << 20U;    // of a slice, but for one larger message
constexpr std::int64_t kStaleAllowed = 10'000;  // entries that are not worth the work

struct Slice {
    WordIndex* index = nullptr;
    WordMark before, after;
    std::vector<ObjectWords> added;
    bool more = false;
    // It knows more objects than there are: an older copy of the account's files was put back.
    bool is_of_later = false;
};

// Where the index stands; at the beginning when it is of another numbering.
WordMark place_of(const WordMark& mark, std::string epoch) {
    return mark.epoch == epoch ? mark : WordMark{std::move(epoch), 0, 0};
}

// A message whose index can't be read is found by nothing: nor is it where searches look at it.
std::vector<std::string> message_words(Query& row) {
    const auto envelope = mime::decode_envelope(row.bytes(1));
    const auto structure = mime::decode_structure(row.bytes(2));
    if (!envelope || !structure) {
        return {};
    }
    auto keys = words_of(*envelope, *structure, row.bytes(3));
    return keys.size() <= kMostKeys ? keys : std::vector{std::string(kEveryQuery)};
}

// Only messages have an envelope; of the others, contacts are found by words.
std::vector<std::string> keys_of(const Snapshot& snapshot, Query& row) {
    if (!row.bytes(1).empty()) {
        return message_words(row);
    }
    const auto size = row.integer(4);
    if (size > static_cast<std::int64_t>(limits::kVcardBytes)) {
        return {};
    }
    const auto text = snapshot.bytes(row.integer(0), 0, static_cast<std::uint64_t>(size));
    return is_card(text) ? words_of_card(text) : std::vector<std::string>();
}

Slice slice_of(const Snapshot& snapshot) {
    Scope& scope = scope_of(snapshot);
    Slice slice;
    slice.index = scope.words;
    slice.before = scope.words->mark(scope.db);
    slice.after = place_of(slice.before, snapshot.words_epoch());
    slice.is_of_later = slice.after.upto > counters(scope).last_object;
    Query rows(scope.db,
               "SELECT id, envelope, structure, text, size FROM object"
               " WHERE account = $1 AND id > $2"
               " ORDER BY id LIMIT $3",
               scope.account, slice.after.upto, kIndexSlice);
    std::size_t text = 0;
    while (text < kMostText && rows.next()) {
        slice.after.upto = rows.integer(0);
        slice.added.push_back({slice.after.upto, keys_of(snapshot, rows)});
        text += rows.bytes(3).size();
    }
    slice.after.entries += static_cast<std::int64_t>(slice.added.size());
    slice.more = text >= kMostText || slice.added.size() == static_cast<std::size_t>(kIndexSlice);
    if (!slice.more) {
        slice.after.upto = counters(scope).last_object;  // the last ones may be gone already
    }
    return slice;
}

Result<void> renew(Account& account) {
    return account.note([](Note& note) -> Result<void> {
        note.renew_words();
        return {};
    });
}

}  // namespace

Result<bool> index_words(Account& account) {
    auto slice =
        account.read([](const Snapshot& snapshot) -> Result<Slice> { return slice_of(snapshot); });
    if (!slice) {
        return slice.error();
    }
    if (slice->is_of_later) {
        const auto renewed = renew(account);
        return renewed ? Result<bool>(true) : renewed.error();
    }
    if (slice->before == slice->after) {
        return false;
    }
    try {
        // Where another was faster, the rest is the other's, or the next slice's.
        const bool added = slice->index->add(slice->before, slice->after, slice->added);
        return slice->more || !added;
    } catch (const StoreFailure& failure) {
        return failure.error();
    }
}

Result<void> renew_stale_words(Account& account) {
    const auto stale = account.read([](const Snapshot& snapshot) -> Result<bool> {
        Scope& scope = scope_of(snapshot);
        const auto entries = scope.words->mark(scope.db).entries;
        if (entries <= kStaleAllowed) {
            return false;
        }
        const auto objects =
            find_integer(scope.db, "SELECT COUNT(*) FROM object WHERE account = $1", scope.account);
        return entries > kStaleAllowed + 2 * objects.value_or(0);
    });
    if (!stale) {
        return stale.error();
    }
    return *stale ? renew(account) : Result<void>();
}

}  // namespace syncgate::store

#include "protocols/dav/sync_token.h"

#include <algorithm>
#include <vector>

#include "base/text.h"

namespace syncgate::dav {
namespace {

std::string prefix_of(AccountId account, const Collection& collection) {
    return "data:," + std::to_string(account) + "/" + std::to_string(collection.id) + "/" +
           std::to_string(collection.uidvalidity) + "/";
}

Error stale() {
    return {ErrorCode::kConflict, "dav: a sync-token that is not of here"};
}

}  // namespace

std::string sync_token(AccountId account, const Collection& collection) {
    return prefix_of(account, collection) + std::to_string(collection.highest);
}

std::string page_token(AccountId account, const Collection& collection, const SyncPlace& place) {
    return prefix_of(account, collection) + std::to_string(place.upto.modseq) + "/" +
           std::to_string(place.upto.uid) + "/" + std::to_string(place.floor);
}

Result<SyncPlace> parse_sync_token(std::string_view token, AccountId account,
                                   const Collection& collection) {
    const std::string prefix = prefix_of(account, collection);
    if (!token.starts_with(prefix)) {
        return stale();
    }
    std::vector<std::int64_t> numbers;
    for (const auto part : split(token.substr(prefix.size()), '/')) {
        const auto number = parse_uint(part);
        if (!number || *number > static_cast<std::uint64_t>(kMaxKey)) {
            return stale();
        }
        numbers.push_back(static_cast<std::int64_t>(*number));
    }
    SyncPlace place;
    if (numbers.size() == 1) {
        place = {{numbers[0], kMaxUid}, numbers[0]};
    } else if (numbers.size() == 3) {
        place = {{numbers[0], numbers[1]}, numbers[2]};
    } else {
        return stale();
    }
    // A page may end among the events of one write: those after it must be there still.
    const Cursor known = std::max(place.upto, Cursor{place.floor, kMaxUid});
    const bool is_lost = known < Cursor{collection.compacted, kMaxUid};
    return known.modseq > collection.highest || is_lost ? Result<SyncPlace>(stale()) : place;
}

}  // namespace syncgate::dav

#include "store/upkeep.h"

#include <algorithm>

#include "store/indexing.h"

namespace syncgate::store {
namespace {

constexpr UnixSeconds kSecondsADay = 86'400;

Result<int> purge(Account& account, UnixSeconds now, const Rules& rules) {
    if (rules.trash_days == 0) {
        return 0;
    }
    return account.write([&](Change& change) -> Result<int> {
        return change.purge_trash(now - rules.trash_days * kSecondsADay, kUpkeepSlice);
    });
}

}  // namespace

Result<bool> keep_up(Account& account, const Clock& clock, const Rules& rules) {
    const auto purged = purge(account, clock.now(), rules);
    if (!purged) {
        return purged.error();
    }
    auto more = account.note([&](Note& note) -> Result<bool> {
        const int versions = note.forget_versions(kUpkeepSlice);
        const int requests = note.forget_before(clock.now(), kUpkeepSlice);
        const int compacted = note.compact(kUpkeepSlice);
        const int derived = note.derive_conversations(kUpkeepSlice);
        return std::max({versions, requests, compacted, derived}) >= kUpkeepSlice;
    });
    if (!more || *more || *purged >= kUpkeepSlice) {
        return more ? Result<bool>(true) : more;
    }
    const auto renewed = renew_stale_words(account);
    return renewed ? Result<bool>(false) : renewed.error();
}

}  // namespace syncgate::store

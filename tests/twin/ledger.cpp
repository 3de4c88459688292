#include "tests/twin/ledger.h"

#include <set>

#include "tests/twin/violation.h"

namespace syncgate::twin {
namespace {

constexpr int kAll = 1'000'000;

}  // namespace

void Ledger::check(const store::Snapshot& snapshot) {
    std::set<ObjectId> there;
    for (const auto& collection : snapshot.collections()) {
        for (const auto& item : snapshot.items(collection.id, 0, kAll)) {
            twin::check(there.insert(item.object).second,
                        "a message is in two places: object " + std::to_string(item.object));
        }
    }
    std::erase_if(may_be_gone_, [&](const auto& entry) {
        const auto& [message, may_be_gone] = entry;
        const bool gone = !there.contains(message);
        twin::check(!gone || may_be_gone, "a message is lost: object " + std::to_string(message));
        return gone;
    });
}

}  // namespace syncgate::twin

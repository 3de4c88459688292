// One slice of a comparison of an account's store with its native texts.
#include "gateway/admin/operations.h"
#include "store/account.h"
#include "store/verify.h"

namespace syncgate::admin {
namespace {

std::string_view word_of(store::Difference::State state) {
    switch (state) {
        case store::Difference::State::kFound:
            return "found";
        case store::Difference::State::kRepaired:
            return "repaired";
        case store::Difference::State::kBeyondRepair:
            return "beyond repair";
    }
    return "";
}

}  // namespace

// The first line says where to go on, and is empty at the end; then a line for each difference:
// what became of it, a tab, and what it is.
Result<std::string> Operations::store_check(const Call& call) {
    auto account = account_of(call);
    if (!account) {
        return account.error();
    }
    auto slice = store::verify(**account, call.value("at"), call.value("repair") == "yes");
    if (!slice) {
        return slice.error();
    }
    std::string out = slice->next + "\n";
    for (const auto& difference : slice->differences) {
        out += std::string(word_of(difference.state)) + "\t" + difference.what + "\n";
    }
    return out;
}

}  // namespace syncgate::admin

// Whom accounts wrote to: listed, cleared, and whether it is noted.
#include "base/text.h"
#include "gateway/admin/operations.h"
#include "store/account.h"
#include "store/collected.h"

namespace syncgate::admin {
namespace {

std::string shown(const store::Snapshot& snapshot) {
    std::string out = store::collects_addresses(snapshot) ? "on\n" : "off\n";
    for (const auto& each : store::collected_addresses(snapshot)) {
        out +=
            each.address + "\t" + iso8601_millis(each.used).substr(0, 19) + "\t" + each.name + "\n";
    }
    return out;
}

}  // namespace

Result<std::string> Operations::account_collected(const Call& call) {
    const auto state = call.value("state");
    if (!state.empty() && state != "on" && state != "off") {
        return Error{ErrorCode::kMalformed, "say on or off: " + state};
    }
    const bool clear = call.value("clear") == "yes";
    auto account = account_of(call);
    if (!account) {
        return account.error();
    }
    if (state.empty() && !clear) {
        return (*account)->read(
            [](const store::Snapshot& snapshot) -> Result<std::string> { return shown(snapshot); });
    }
    return (*account)->note([&](store::Note& note) -> Result<std::string> {
        if (!state.empty()) {
            store::set_collects_addresses(note, state == "on");
        }
        if (clear) {
            store::clear_collected_addresses(note);
        }
        return shown(note);
    });
}

}  // namespace syncgate::admin

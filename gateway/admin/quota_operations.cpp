// What an account holds and may hold.
#include "base/text.h"
#include "gateway/admin/operations.h"
#include "store/account.h"

namespace syncgate::admin {
namespace {

// "": as it was. "default": the store's. Else a number; 0: unlimited.
Result<std::optional<std::int64_t>> parse_quota(const std::string& text) {
    if (text.empty()) {
        return std::optional<std::int64_t>();
    }
    if (text == "default") {
        return std::optional(store::kQuotaOfStore);
    }
    const auto number = parse_uint(text);
    if (!number || *number > static_cast<std::uint64_t>(kMaxKey)) {
        return Error{ErrorCode::kMalformed, "a quota is a number, 0 (unlimited) or default"};
    }
    return std::optional(static_cast<std::int64_t>(*number));
}

std::string limit_text(std::int64_t quota) {
    return quota == 0 ? "unlimited" : std::to_string(quota);
}

}  // namespace

Result<std::string> Operations::account_quota(const Call& call) {
    auto account = account_of(call);
    if (!account) {
        return account.error();
    }
    const auto bytes = parse_quota(call.value("bytes"));
    const auto items = parse_quota(call.value("items"));
    if (!bytes || !items) {
        return bytes ? items.error() : bytes.error();
    }
    auto usage = (*account)->note([&](store::Note& note) -> Result<store::Usage> {
        note.set_quota(*bytes, *items);
        return note.usage();
    });
    if (!usage) {
        return usage.error();
    }
    return "bytes\t" + std::to_string(usage->bytes) + "\t" + limit_text(usage->quota_bytes) +
           "\nitems\t" + std::to_string(usage->items) + "\t" + limit_text(usage->quota_items) +
           "\n";
}

}  // namespace syncgate::admin

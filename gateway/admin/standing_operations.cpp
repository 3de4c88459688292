// What accounts are called, and those that may not be used, or are served elsewhere.
#include <algorithm>

#include "base/text.h"
#include "gateway/admin/operations.h"
#include "protocols/autodiscover/hosts.h"
#include "store/directory.h"

namespace syncgate::admin {
namespace {

constexpr std::string_view kHere = "none";

// A place that clients can be led to: it becomes a field of a header, and text of an answer.
bool is_https_url(std::string_view text) {
    constexpr std::string_view kScheme = "https://";
    constexpr std::size_t kMost = 500;
    if (text.size() > kMost || !istarts_with(text, kScheme)) {
        return false;
    }
    const auto rest = text.substr(kScheme.size());
    return autodiscover::is_host(rest.substr(0, rest.find('/'))) &&
           std::all_of(rest.begin(), rest.end(), [](char c) { return c > 0x20 && c < 0x7f; });
}

}  // namespace

Result<std::string> Operations::account_name(const Call& call) {
    auto record = store_.directory().find_login(call.value("account"));
    if (!record) {
        return record.error();
    }
    const std::string name = call.value("name");
    if (auto set = store_.directory().set_name(record->id, name); !set) {
        return set.error();
    }
    return record->address + "\t" + name + "\n";
}

Result<std::string> Operations::account_enabled(const Call& call) {
    const bool enabled = call.value("enabled") == "yes";
    auto record = store_.directory().find_login(call.value("account"));
    if (!record) {
        return record.error();
    }
    if (auto set = store_.directory().set_enabled(record->id, enabled); !set) {
        return set.error();
    }
    if (forget_logins_) {
        forget_logins_(record->id);
    }
    return recorded({record->address, "", enabled ? "enabled" : "disabled", ""},
                    "account " + record->address + (enabled ? " enabled\n" : " disabled\n"));
}

Result<std::string> Operations::account_elsewhere(const Call& call) {
    const std::string url = call.value("url");
    auto record = store_.directory().find_login(call.value("account"));
    if (!record) {
        return record.error();
    }
    const auto shown = [&](const std::string& place) {
        return record->address + "\t" + (place.empty() ? std::string(kHere) : place) + "\n";
    };
    if (url.empty()) {
        return shown(record->elsewhere);
    }
    if (url != kHere && !is_https_url(url)) {
        return Error{ErrorCode::kMalformed,
                     "say https://HOST/PATH, where clients of ActiveSync are to go, or none"};
    }
    const std::string place = url == kHere ? "" : url;
    if (auto set = store_.directory().set_elsewhere(record->id, place); !set) {
        return set.error();
    }
    if (forget_logins_) {
        forget_logins_(record->id);
    }
    return recorded({record->address, "", "elsewhere", url}, shown(place));
}

}  // namespace syncgate::admin

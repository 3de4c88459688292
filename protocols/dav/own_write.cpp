#include "protocols/dav/own_write.h"

#include <algorithm>

#include "base/text.h"
#include "store/directory.h"

namespace syncgate::dav {
namespace {

Modseq highest_of(const store::Snapshot& snapshot, CollectionId id) {
    const auto collection = snapshot.collection(id);
    return collection ? collection->highest : 0;
}

// Whether the header names it: "*", or a list of URLs in quotes, of which the last segment counts.
bool is_named(const Headers& headers, const std::string& id) {
    const auto& fields = headers.fields();
    return std::any_of(fields.begin(), fields.end(), [&](const Headers::Field& field) {
        return iequals(field.first, "Push-Dont-Notify") &&
               (trim(field.second) == "*" ||
                field.second.find("/" + id + "\"") != std::string::npos);
    });
}

}  // namespace

OwnWrite::OwnWrite(const Context& context) : context_(context) {
    const auto& headers = context.request.headers;
    if (context.services.push == nullptr || headers.find("Push-Dont-Notify") == nullptr) {
        return;
    }
    const auto all =
        context.services.store.directory().push_subscriptions().of(context.request.who.account);
    if (!all) {
        return;  // as where note() fails
    }
    for (const auto& each : *all) {
        if (each.owner == context.account->id() && is_named(headers, each.id)) {
            seen_.push_back({each});
        }
    }
}

void OwnWrite::before(const store::Snapshot& snapshot) {
    for (auto& each : seen_) {
        each.before = highest_of(snapshot, each.subscription.collection);
    }
}

void OwnWrite::after(const store::Snapshot& snapshot) {
    for (auto& each : seen_) {
        each.after = highest_of(snapshot, each.subscription.collection);
    }
}

void OwnWrite::note() {
    auto& subscriptions = context_.services.store.directory().push_subscriptions();
    for (const auto& each : seen_) {
        const auto noted = each.after > each.before
                               ? subscriptions.note_own(each.subscription, each.before, each.after)
                               : Result<void>();
        if (!noted) {
            context_.services.log.warning("push_unsure", {{"account", each.subscription.account},
                                                          {"reason", noted.error().detail}});
        }
    }
}

}  // namespace syncgate::dav

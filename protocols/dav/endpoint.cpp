#include "protocols/dav/endpoint.h"

#include <algorithm>

#include "base/limits.h"
#include "model/policy.h"
#include "protocols/dav/answers.h"
#include "protocols/dav/methods.h"
#include "protocols/dav/push.h"
#include "protocols/dav/shared_books.h"
#include "store/directory.h"
#include "store/regime.h"

namespace syncgate::dav {
namespace {

// Without 2: nothing can be locked.
constexpr std::string_view kClasses =
    "1, 3, access-control, extended-mkcol, addressbook, calendarserver-sharing";
constexpr std::string_view kPushClass = ", webdav-push";

// A POST of another kind: whoever may read a book may be told of its changes.
constexpr Method kPushRegister{"POST", at(Kind::kBook), run_push_register};

const Method* method_of(const Request& request, Kind kind) {
    const bool is_push = request.method == kPushRegister.name &&
                         holds_at(kPushRegister.kinds, kind) && is_push_request(request);
    return is_push ? &kPushRegister : method_at(request.method, kind);
}

// Of items beyond what one may have, so that a little too much is refused with its condition.
std::size_t most_body(const Request& head) {
    if (head.method != "PUT" && head.method != "POST") {
        return limits::kDavBytes;
    }
    const auto place = parse_path(head.raw_path);
    return place && place->kind == Kind::kFile ? store::kFileBytes : 2 * limits::kVcardBytes;
}

Reply run_method(Context& context) {
    const Method* method = method_of(context.request, context.place.kind);
    if (method == nullptr) {
        Reply reply = Reply::of(405);
        reply.headers.add("Allow", allowed_at(context.place.kind));
        return reply;
    }
    auto refusal = refuse_for_rights(*method, context);
    return refusal ? *std::move(refusal) : method->run(context);
}

}  // namespace

bool Endpoint::is_meant(const Request& request) {
    constexpr std::string_view kPlain[] = {"GET", "HEAD", "POST"};
    return std::find(std::begin(kPlain), std::end(kPlain), request.method) == std::end(kPlain) &&
           find_method(request.method) != nullptr;
}

Handler::Terms Endpoint::admit(const Request& head) const {
    Terms terms;
    terms.max_body = most_body(head);
    terms.work_class = head.method == "REPORT" ? WorkClass::kBulk : WorkClass::kInteractive;
    return terms;
}

Result<Context> Endpoint::context_of(const Request& request, Place place) {
    auto& directory = services_.store.directory();
    const auto policy = directory.regime().policy(request.who.account, request.who.address);
    if (!policy) {
        return policy.error();
    }
    if (!request.who.elsewhere.empty() || !policy->allows(Protocol::kDav)) {
        return Error{ErrorCode::kForbidden, "dav: not for this account"};
    }
    const auto record = directory.find_login(request.who.address);
    if (!record) {
        return record.error();
    }
    auto account = services_.store.account(request.who.account);
    if (!account) {
        return account.error();
    }
    Context context{services_, request, *std::move(account), owner_of(*record), std::move(place)};
    context.administers_homes = policy->flag(kAdministersHomes);
    return context;
}

Reply Endpoint::answer(const Request& request) {
    auto place = parse_path(request.raw_path);
    if (!place) {
        return failed(place.error());
    }
    auto context = context_of(request, *std::move(place));
    if (!context) {
        return failed(context.error());
    }
    if (const auto entered = enter_tree(*context); !entered) {
        return failed(entered.error());
    }
    Reply reply = run_method(*context);
    if (!context->owner.administrator.empty()) {
        services_.log.info("home_administered", {{"account", request.who.address},
                                                 {"home", context->owner.address},
                                                 {"method", request.method},
                                                 {"path", request.path},
                                                 {"status", reply.status}});
    }
    return reply;
}

Outcome Endpoint::handle(Request& request) {
    Reply reply = answer(request);
    if (reply.status == 500 || reply.status == 503) {
        services_.log.error(
            "dav_failed",
            {{"account", request.who.address}, {"method", request.method}, {"path", request.path}});
    }
    reply.headers.add(
        "DAV", std::string(kClasses) + std::string(services_.push == nullptr ? "" : kPushClass));
    reply.headers.add("Vary", "Accept, Brief, Prefer");
    if (const auto* method = find_method(request.method)) {
        reply.notes.emplace_back("command", std::string(method->name));
    }
    return reply;
}

}  // namespace syncgate::dav

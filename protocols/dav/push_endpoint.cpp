#include "protocols/dav/push_endpoint.h"

#include "base/limits.h"
#include "protocols/dav/answers.h"
#include "protocols/dav/push.h"
#include "store/push_subscriptions.h"

namespace syncgate::dav {

Handler::Terms PushEndpoint::admit(const Request& /*head*/) const {
    Terms terms;
    terms.max_body = limits::kDavBytes;
    return terms;
}

Outcome PushEndpoint::handle(Request& request) {
    if (request.method != "DELETE") {
        Reply reply = Reply::of(405);
        reply.headers.add("Allow", "DELETE");
        return reply;
    }
    const auto id = request.path.size() > kPushPath.size()
                        ? std::string_view(request.path).substr(kPushPath.size() + 1)
                        : std::string_view();
    const auto removed = subscriptions_.remove(request.who.account, id);
    if (!removed && removed.error().code != ErrorCode::kNotFound) {
        log_.error(
            "dav_failed",
            {{"account", request.who.address}, {"method", request.method}, {"path", request.path}});
    }
    return removed ? Reply::of(204) : failed(removed.error());
}

}  // namespace syncgate::dav

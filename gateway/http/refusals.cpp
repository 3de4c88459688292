#include "gateway/http/refusals.h"

#include "gateway/http/jobs.h"

namespace syncgate::http {

Reply unauthorized() {
    Reply reply = Reply::of(401);
    reply.headers.add("WWW-Authenticate", "Basic realm=\"Syncgate\", charset=\"UTF-8\"");
    return reply;
}

Reply login_refusal(ErrorCode code, const Handler::Terms& terms, const Services& services) {
    switch (code) {
        case ErrorCode::kUnauthenticated:
            return unauthorized();
        case ErrorCode::kForbidden:
            return Reply::of(terms.switched_off);
        case ErrorCode::kUnavailable:
            return unavailable(services);
        case ErrorCode::kMalformed:
        case ErrorCode::kTooLarge:
        case ErrorCode::kNotFound:
        case ErrorCode::kConflict:
        case ErrorCode::kUnsupported:
        case ErrorCode::kOverQuota:
        case ErrorCode::kInternal:
            break;
    }
    return Reply::of(500);
}

int body_refusal(ErrorCode code) {
    switch (code) {
        case ErrorCode::kMalformed:
            return 400;
        case ErrorCode::kTooLarge:
            return 413;
        default:
            return 503;
    }
}

}  // namespace syncgate::http

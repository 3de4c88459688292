// What the server itself refuses, before a handler is asked.
#pragma once

#include "base/result.h"
#include "gateway/http/services.h"

namespace syncgate::http {

// 401 with the way to log in. Source: RFC 7617 2.
Reply unauthorized();

// For a login that was not verified (`code` as of Authenticator::verify()). `terms`: of the
// handler that was meant.
Reply login_refusal(ErrorCode code, const Handler::Terms& terms, const Services& services);

// The status for a body that Body::take() did not take.
int body_refusal(ErrorCode code);

}  // namespace syncgate::http

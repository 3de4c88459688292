#include "model/exchange.h"

#include <algorithm>

#include "base/text.h"

namespace syncgate {

const std::string* Headers::find(std::string_view name) const {
    const auto it = std::find_if(fields_.begin(), fields_.end(),
                                 [&](const Field& field) { return iequals(field.first, name); });
    return it == fields_.end() ? nullptr : &it->second;
}

Reply Reply::of(int status, std::string body, std::string_view content_type) {
    Reply reply;
    reply.status = status;
    if (!content_type.empty()) {
        reply.headers.add("Content-Type", std::string(content_type));
    }
    reply.body = std::move(body);
    return reply;
}

Handler::Terms Handler::admit(const Request&) const {
    return {};
}

std::optional<Outcome> Handler::immediate(Request&) {
    return std::nullopt;
}

Outcome Handler::resume(Parked&, Wake) {
    return Reply::of(503);
}

}  // namespace syncgate

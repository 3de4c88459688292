#include "gateway/http/body.h"

#include <algorithm>

namespace syncgate::http {

Result<void> Body::take(std::string_view& input) {
    const std::size_t before = input.size();
    if (chunked_) {
        auto taken = take_chunked(input);
        received_ += before - input.size();
        return taken;
    }
    const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(left_, before));
    auto kept = spool_.append(input.substr(0, size));
    input.remove_prefix(size);
    left_ -= size;
    received_ += size;
    return kept;
}

Result<void> Body::take_chunked(std::string_view& input) {
    while (!input.empty() && !decoder_.complete()) {
        auto content = decoder_.next(input);
        if (!content) {
            return content.error();
        }
        if (spool_.size() + content->size() > most_) {
            return Error{ErrorCode::kTooLarge, "http: chunked body over its limit"};
        }
        if (auto kept = spool_.append(*content); !kept) {
            return kept;
        }
    }
    return {};
}

}  // namespace syncgate::http

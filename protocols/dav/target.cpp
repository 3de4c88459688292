#include "protocols/dav/target.h"

#include "protocols/dav/answers.h"

namespace syncgate::dav {

std::variant<Place, Reply> target_of(const Context& context) {
    const auto path = destination_of(context.request);
    if (!path) {
        return path.error().code == ErrorCode::kUnsupported ? Reply::of(502) : failed(path.error());
    }
    auto target = place_of(context, *path);
    if (!target) {
        return target.error().code == ErrorCode::kNotFound ? Reply::of(403)
                                                           : failed(target.error());
    }
    return *std::move(target);
}

Result<Verdict> transferred(const Result<void>& done, bool overwrote) {
    if (!done && done.error().code == ErrorCode::kTooLarge) {
        return refusal(Reply::of(507));
    }
    if (!done) {
        return done.error();
    }
    return Verdict{Reply::of(overwrote ? 204 : 201), true};
}

}  // namespace syncgate::dav

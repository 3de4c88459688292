#include "protocols/dav/verdict.h"

namespace syncgate::dav {

std::optional<Reply> refused_beforehand(const Context& context) {
    const auto status = context.account->read([&](const store::Snapshot& snapshot) -> Result<int> {
        const auto node = locate(snapshot, context.owner, context.place);
        return node ? check_conditions(context, snapshot, node) : 404;
    });
    if (!status) {
        return failed(status.error());
    }
    return *status != 0 ? std::optional(Reply::of(*status)) : std::nullopt;
}

}  // namespace syncgate::dav

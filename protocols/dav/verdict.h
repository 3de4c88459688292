// A write that may be refused inside of it: the answer stands, and nothing else is left behind.
#pragma once

#include <utility>

#include "protocols/dav/answers.h"
#include "protocols/dav/context.h"

namespace syncgate::dav {

struct Verdict {
    Reply reply;
    bool keep = false;  // what was written
};

inline Verdict refusal(Reply reply) {
    return {std::move(reply), false};
}

// f: (Change&) -> Result<Verdict>.
template <class F>
Reply carried_out(const Context& context, F f) {
    Reply reply;
    bool refused_inside = false;
    const auto done = context.account->write([&](store::Change& change) -> Result<void> {
        Result<Verdict> verdict = f(change);
        if (!verdict) {
            return verdict.error();
        }
        reply = std::move(verdict->reply);
        refused_inside = !verdict->keep;
        return refused_inside ? Result<void>(Error{ErrorCode::kConflict, "dav: refused"})
                              : Result<void>();
    });
    return done || refused_inside ? std::move(reply) : failed(done.error());
}

}  // namespace syncgate::dav

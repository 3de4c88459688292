// A write that may be refused inside of it: the answer stands, and nothing else is left behind.
#pragma once

#include <utility>

#include "protocols/dav/answers.h"
#include "protocols/dav/context.h"
#include "protocols/dav/own_write.h"

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
    OwnWrite own(context);
    const auto done = context.account->write([&](store::Change& change) -> Result<void> {
        own.before(change);
        Result<Verdict> verdict = f(change);
        own.after(change);
        if (!verdict) {
            return verdict.error();
        }
        reply = std::move(verdict->reply);
        refused_inside = !verdict->keep;
        return refused_inside ? Result<void>(Error{ErrorCode::kConflict, "dav: refused"})
                              : Result<void>();
    });
    if (done) {
        own.note();
    }
    return done || refused_inside ? std::move(reply) : failed(done.error());
}

}  // namespace syncgate::dav

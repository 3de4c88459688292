// A write that may be refused inside of it: the answer stands, and nothing else is left behind.
#pragma once

#include <optional>
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

// The same on the node that the request names: 404 when it is not there, else the request's
// conditions come first. f: (Change&, const Node&) -> Result<Verdict>.
template <class F>
Reply carried_out_on_node(const Context& context, F f) {
    return carried_out(context, [&](store::Change& change) -> Result<Verdict> {
        const auto node = locate(change, context.owner, context.place);
        if (!node) {
            return refusal(Reply::of(404));
        }
        if (const int status = check_conditions(context, change, node); status != 0) {
            return refusal(Reply::of(status));
        }
        return f(change, *node);
    });
}

// Before a write that is none of the owner's account: what is answered instead, when the node is
// not there or the conditions do not hold; nullopt when both is well.
std::optional<Reply> refused_beforehand(const Context& context);

}  // namespace syncgate::dav

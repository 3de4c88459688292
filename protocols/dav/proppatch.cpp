// PROPPATCH: all of it, or nothing. Source: RFC 4918 9.2.
#include "protocols/dav/answers.h"
#include "protocols/dav/methods.h"
#include "protocols/dav/set_property.h"
#include "protocols/dav/verdict.h"

namespace syncgate::dav {
namespace {

Reply answer(const std::string& path, const std::vector<Outcome>& outcomes, bool minimal) {
    if (minimal && all_succeeded(outcomes)) {
        return Reply::of(200);  // RFC 8144 2.1
    }
    auto out = begin_multistatus();
    out.open({kDav, "response"});
    out.element({kDav, "href"}, path);
    write_outcomes(outcomes, out);
    out.close();
    return end_multistatus(std::move(out));
}

Verdict patch(const Context& context, store::Change& change,
              const std::vector<PropertyChange>& changes) {
    const auto node = locate(change, context.owner, context.place);
    if (!node) {
        return refusal(Reply::of(404));
    }
    if (const int status = check_conditions(context, change, node); status != 0) {
        return refusal(Reply::of(status));
    }
    std::vector<Outcome> outcomes;
    for (const auto& each : changes) {
        outcomes.push_back(
            {{each.property.ns, each.property.name}, set_property(change, *node, each)});
    }
    auto reply =
        answer(path_of(context.owner, *node), outcomes, preferences_of(context.request).minimal);
    return Verdict{std::move(reply), all_succeeded(outcomes)};
}

}  // namespace

Reply run_proppatch(Context& context) {
    const auto body = body_of(context);
    if (!body) {
        return failed(body.error());
    }
    if (!*body || !(*body)->is({kDav, "propertyupdate"})) {
        return Reply::of(400);
    }
    const auto changes = parse_changes(**body);
    if (!changes) {
        return failed(changes.error());
    }
    return carried_out(context, [&](store::Change& change) -> Result<Verdict> {
        return patch(context, change, *changes);
    });
}

}  // namespace syncgate::dav

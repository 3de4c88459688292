// PROPPATCH: all of it, or nothing. Source: RFC 4918 9.2.
#include "base/limits.h"
#include "protocols/dav/answers.h"
#include "protocols/dav/methods.h"
#include "protocols/dav/set_property.h"
#include "protocols/dav/verdict.h"
#include "store/directory.h"
#include "store/groups.h"

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

Verdict patch(const Context& context, store::Change& change, const Node& node,
              const std::vector<PropertyChange>& changes) {
    std::vector<Outcome> outcomes;
    for (const auto& each : changes) {
        outcomes.push_back(
            {{each.property.ns, each.property.name}, set_property(change, node, each)});
    }
    auto reply =
        answer(path_of(context.owner, node), outcomes, preferences_of(context.request).minimal);
    return Verdict{std::move(reply), all_succeeded(outcomes)};
}

// What the viewer says of a book that another shares is his alone.
Reply patch_shared(const Context& context, const std::vector<PropertyChange>& changes) {
    const auto& shared = *context.owner.shared;
    if (auto instead = refused_beforehand(context)) {
        return *std::move(instead);
    }
    std::vector<Outcome> outcomes;
    std::vector<store::Groups::Said> said;
    for (const auto& each : changes) {
        const xml::Name name{each.property.ns, each.property.name};
        store::Groups::Said one{key_of(name), std::nullopt};
        if (!each.removes) {
            one.value = xml::write(each.property);
        }
        outcomes.push_back({name, check_said(name, one.value ? *one.value : "")});
        said.push_back(std::move(one));
    }
    if (all_succeeded(outcomes)) {
        const auto kept = context.services.store.directory().groups().say(
            context.owner.account, shared.account, shared.collection, said, limits::kDavProperties);
        if (!kept && kept.error().code != ErrorCode::kTooLarge) {
            return failed(kept.error());
        }
        for (auto& each : outcomes) {
            each.status = kept ? 200 : 507;
        }
    }
    return answer(shared.path, outcomes, preferences_of(context.request).minimal);
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
    if (context.owner.shared && context.place.kind == Kind::kBook) {
        return patch_shared(context, *changes);
    }
    return carried_out_on_node(context,
                               [&](store::Change& change, const Node& node) -> Result<Verdict> {
                                   return patch(context, change, node, *changes);
                               });
}

}  // namespace syncgate::dav

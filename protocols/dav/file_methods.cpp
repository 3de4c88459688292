// PUT, MKCOL and DELETE among files: what is there has any octets, and folders hold both.
// Source: RFC 4918 9.3, 9.6, 9.7; RFC 5689 (MKCOL with properties).
#include <algorithm>

#include "protocols/dav/answers.h"
#include "protocols/dav/file_tree.h"
#include "protocols/dav/http_date.h"
#include "protocols/dav/methods.h"
#include "protocols/dav/set_property.h"
#include "protocols/dav/verdict.h"

namespace syncgate::dav {
namespace {

using xml::Name;

constexpr Name kResourceType{kDav, "resourcetype"};

Reply not_allowed(const Context& context) {
    Reply reply = Reply::of(405);
    reply.headers.add("Allow", allowed_at(context.place.kind));
    return reply;
}

Result<Verdict> put(const Context& context, store::Change& change, std::string_view type) {
    const auto& place = context.place;
    const auto there = locate(change, context.owner, place);
    if (const int status = check_conditions(context, change, there); status != 0) {
        return refusal(Reply::of(status));
    }
    if (there && there->kind == Kind::kFolder) {
        return refusal(not_allowed(context));
    }
    const auto at = file_place(change, place);
    if (!at) {
        return refusal(Reply::of(409));
    }
    const auto file = there ? std::optional(there->file->file) : std::nullopt;
    if (const auto stored = store::put_file(change, *at, file, context.request.body, type);
        !stored) {
        return stored.error();
    }
    const auto now = locate(change, context.owner, place);
    if (!now) {
        return Error{ErrorCode::kInternal, "dav: what was stored is not there"};
    }
    Reply reply = Reply::of(there ? 204 : 201);
    reply.headers.add("ETag", etag_of(*now->item));
    reply.headers.add("Last-Modified", http_date(now->item->changed));
    return Verdict{std::move(reply), true};
}

// A folder is a collection, and nothing more.
bool is_plain(const std::vector<PropertyChange>& changes) {
    return std::all_of(changes.begin(), changes.end(), [](const PropertyChange& each) {
        return !each.property.is(kResourceType) ||
               (!each.removes && each.property.children.size() == 1 &&
                each.property.children.front().is({kDav, "collection"}));
    });
}

Result<Verdict> make(const Context& context, store::Change& change,
                     const std::vector<PropertyChange>& changes) {
    const auto there = locate(change, context.owner, context.place);
    if (const int status = check_conditions(context, change, there); status != 0) {
        return refusal(Reply::of(status));
    }
    if (there) {
        return refusal(not_allowed(context));
    }
    const auto at = file_place(change, context.place);
    if (!at) {
        return refusal(Reply::of(409));
    }
    if (const auto made = store::add_folder(change, *at); !made) {
        return made.error();
    }
    const auto folder = locate(change, context.owner, context.place);
    if (!folder) {
        return Error{ErrorCode::kInternal, "dav: what was made is not there"};
    }
    std::vector<Outcome> outcomes;
    for (const auto& each : changes) {
        const bool is_type = each.property.is(kResourceType);
        outcomes.push_back({{each.property.ns, each.property.name},
                            is_type ? 200 : set_property(change, *folder, each)});
    }
    return all_succeeded(outcomes) ? Verdict{Reply::of(201), true}
                                   : refusal(mkcol_outcomes(std::move(outcomes)));
}

Result<Verdict> remove(store::Change& change, const Node& node, Depth depth) {
    if (node.kind == Kind::kFolder && depth != Depth::kInfinity) {
        return refusal(Reply::of(400));  // RFC 4918 9.6.1
    }
    store::remove_file(change, node.file->file);
    return Verdict{Reply::of(204), true};
}

}  // namespace

Reply run_put_file(Context& context) {
    if (context.place.kind == Kind::kFolder) {
        return not_allowed(context);
    }
    if (!may_be_named(context.place)) {
        return Reply::of(414);
    }
    if (context.request.headers.find("Content-Range") != nullptr) {
        return Reply::of(400);  // RFC 9110 14.4: a part would replace the whole
    }
    const auto* type = context.request.headers.find("Content-Type");
    return carried_out(context, [&](store::Change& change) {
        return put(context, change, type == nullptr ? "" : *type);
    });
}

Reply run_mkcol_file(Context& context) {
    if (!may_be_named(context.place)) {
        return Reply::of(414);
    }
    const auto body = body_of(context);
    if (!body && body.error().code != ErrorCode::kMalformed) {
        return failed(body.error());
    }
    if (!body || (*body && !(*body)->is({kDav, "mkcol"}))) {
        return Reply::of(415);  // RFC 4918 9.3.1
    }
    const auto changes = *body ? parse_changes(**body)
                               : Result<std::vector<PropertyChange>>(std::vector<PropertyChange>());
    if (!changes) {
        return failed(changes.error());
    }
    if (!is_plain(*changes)) {
        return refused(403, {kDav, "valid-resourcetype"});
    }
    return carried_out(context,
                       [&](store::Change& change) { return make(context, change, *changes); });
}

Reply run_delete_file(Context& context) {
    const auto depth = depth_of(context.request, Depth::kInfinity);
    if (!depth) {
        return failed(depth.error());
    }
    if (context.place.kind == Kind::kFolder) {
        return Reply::of(403);  // the root of them all
    }
    return carried_out_on_node(context, [&](store::Change& change, const Node& node) {
        return remove(change, node, *depth);
    });
}

}  // namespace syncgate::dav

// PUT, and POST of an item to a book, which finds the name itself. The bytes are kept as they came.
// Source: RFC 4918 9.7, RFC 5995, RFC 6352 6.3.2; RFC 8144 3 (return=representation).
#include "base/hex.h"
#include "base/limits.h"
#include "formats/digest/sha256.h"
#include "protocols/dav/http_date.h"
#include "protocols/dav/invitations.h"
#include "protocols/dav/methods.h"
#include "protocols/dav/put_text.h"
#include "protocols/dav/verdict.h"

namespace syncgate::dav {
namespace {

// The item's own headers; and its text, where the client wants to see it.
Reply item_reply(const Context& context, const store::Snapshot& snapshot, const Node& node,
                 int status) {
    const auto& item = *node.item;
    const bool shown = preferences_of(context.request).representation;
    Reply reply = Reply::of(shown && status == 204 ? 200 : status);
    if (shown) {
        reply.headers.add("Content-Type", std::string(node.books->facts().content_type));
        reply.headers.add("Content-Location", path_of(context.owner, node));
        reply.headers.add("Preference-Applied", "return=representation");
        reply.body = snapshot.bytes(item.object, 0, item.size);
    }
    reply.headers.add("ETag", etag_of(item));
    reply.headers.add("Last-Modified", http_date(item.changed));
    return reply;
}

// `name` may be of an item that is there.
Result<Verdict> put(const Context& context, store::Change& change, const Place& place,
                    const std::string& uid) {
    const auto book = locate_book(change, context.owner, place);
    if (!book) {
        return refusal(Reply::of(409));
    }
    const auto there = locate(change, context.owner, place);
    if (const int status = check_conditions(context, change, there); status != 0) {
        const bool shown = status == 412 && there && preferences_of(context.request).representation;
        return refusal(shown ? item_reply(context, change, *there, status) : Reply::of(status));
    }
    const ItemText text{place.name, uid, context.request.body};
    if (const auto rival = find_rival(change, *book, text, there)) {
        return refusal(
            refused(403, place.books->facts().no_uid_conflict, path_of(context.owner, *rival)));
    }
    if (auto stored = put_text(change, *book, text, there); !stored) {
        return stored.error();
    }
    const auto now = locate(change, context.owner, place);
    if (!now) {
        return Error{ErrorCode::kInternal, "dav: what was stored is not there"};
    }
    Reply reply = item_reply(context, change, *now, there ? 204 : 201);
    if (context.place.kind == Kind::kBook) {
        reply.headers.add("Location", path_of(context.owner, *now));
    }
    return Verdict{std::move(reply), true};
}

Reply store_body(const Context& context, const Place& place) {
    const auto& request = context.request;
    const auto& facts = place.books->facts();
    const auto* type = request.headers.find("Content-Type");
    if (request.headers.find("Content-Range") != nullptr) {
        return Reply::of(400);  // RFC 9110 14.4: a part would replace the whole
    }
    if (request.body.size() > facts.max_bytes) {
        return refused(403, facts.max_resource_size);
    }
    if (!place.books->takes_type(type == nullptr ? "" : *type)) {
        return refused(403, facts.supported_data);
    }
    const auto uid = place.books->uid_of(request.body);
    if (!uid) {
        return refused(403, facts.valid_data);
    }
    return carried_out(context,
                       [&](store::Change& change) { return put(context, change, place, *uid); });
}

}  // namespace

Reply run_put(Context& context) {
    const auto& place = context.place;
    if (place.kind == Kind::kItem) {
        return place.name.size() > limits::kDavNameBytes ? Reply::of(414)
                                                         : store_body(context, place);
    }
    const auto there = context.account->read([&](const store::Snapshot& snapshot) -> Result<bool> {
        return locate(snapshot, context.owner, place).has_value();
    });
    if (!there) {
        return failed(there.error());
    }
    if (*there) {
        Reply reply = Reply::of(405);
        reply.headers.add("Allow", allowed_at(place.kind));
        return reply;
    }
    return refused(403, place.books->facts().location_ok);  // a home holds books alone
}

Reply run_post(Context& context) {
    if (is_about_sharing(context.request)) {
        return run_share(context);
    }
    constexpr std::size_t kBytes = 16;
    Place place = context.place;
    place.kind = Kind::kItem;
    place.name =
        hex_encode(digest::random_bytes(kBytes)) + std::string(place.books->facts().extension);
    return store_body(context, place);
}

}  // namespace syncgate::dav

// DELETE of an item, or of a book. The default book goes too, but an empty one is there again.
// Source: RFC 4918 9.6.
#include "protocols/dav/book_removal.h"
#include "protocols/dav/invitations.h"
#include "protocols/dav/methods.h"
#include "protocols/dav/verdict.h"
#include "store/directory.h"
#include "store/groups.h"

namespace syncgate::dav {
namespace {

// The viewer no longer sees a book that another shares.
Reply leave(const Context& context) {
    if (auto instead = refused_beforehand(context)) {
        return *std::move(instead);
    }
    const auto& shared = *context.owner.shared;
    if (const auto declined = decline_shared(context); !declined) {
        return failed(declined.error());
    }
    const auto left = context.services.store.directory().groups().leave_share(
        context.owner.account, shared.account, shared.collection);
    // Without what he declined there may be nothing left to see.
    return left || left.error().code == ErrorCode::kNotFound ? Reply::of(204)
                                                             : failed(left.error());
}

// `removed`: the book that went, for which its shares go too.
Result<Verdict> remove(store::Change& change, const Node& node, CollectionId& removed) {
    if (node.kind == Kind::kItem) {
        change.remove_item(node.book->collection.id, node.item->uid);
    } else if (auto done = remove_book(change, *node.book); !done) {
        return done.error();
    } else {
        removed = node.book->collection.id;
    }
    return Verdict{Reply::of(204), true};
}

}  // namespace

Reply run_delete(Context& context) {
    if (context.place.kind == Kind::kHome) {
        return Reply::of(403);
    }
    const auto depth = depth_of(context.request, Depth::kInfinity);
    if (!depth || (context.place.kind == Kind::kBook && *depth != Depth::kInfinity)) {
        return Reply::of(400);  // RFC 4918 9.6.1
    }
    if (context.place.kind == Kind::kBook && context.owner.shared) {
        return leave(context);
    }
    CollectionId removed = 0;
    Reply reply = carried_out_on_node(context, [&](store::Change& change, const Node& node) {
        return remove(change, node, removed);
    });
    const auto ended = end_shares(context, removed);
    return ended ? std::move(reply) : failed(ended.error());
}

}  // namespace syncgate::dav

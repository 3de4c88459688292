// COPY and MOVE of a whole book within its home. A book that moves is the same under another name:
// what was said of it, its sync-tokens and its shares stay. A copy is a new one, shared with
// nobody. Source: RFC 4918 9.8, 9.9; RFC 6352 5.2: no book is inside of another.
#include "base/limits.h"
#include "protocols/dav/book_removal.h"
#include "protocols/dav/methods.h"
#include "protocols/dav/property_rows.h"
#include "protocols/dav/put_text.h"
#include "protocols/dav/set_property.h"
#include "protocols/dav/target.h"
#include "protocols/dav/verdict.h"

namespace syncgate::dav {
namespace {

struct Transfer {
    const Place& target;
    bool moves, with_items;
};

// Errors: kTooLarge (more than are copied at once), kOverQuota.
Result<void> copy_items(store::Change& change, const Node& from, CollectionId to) {
    constexpr int kPage = 500;
    const CollectionId source = from.book->collection.id;
    std::size_t copied = 0;
    for (auto page = change.resources(source, 0, kPage); !page.empty();) {
        const Uid last = page.back().uid;
        for (auto& each : page) {
            if (++copied > store::kFilesCopied) {
                return Error{ErrorCode::kTooLarge, "dav: more than is copied at once"};
            }
            const std::string name = each.name;
            auto done = copy_item(change, node_of(from, std::move(each)), to, name);
            if (!done) {
                return done;
            }
        }
        page = change.resources(source, last, kPage);
    }
    return {};
}

// Errors: as of copy_items(), and of MKCOL for the name.
Result<void> copy_book(store::Change& change, const Node& source, const Transfer& wanted) {
    const auto item_class = source.book->collection.item_class;
    auto name = free_name(change, item_class, 0, 0, display_name_of(source));
    if (!name) {  // the default one may be called what no folder can be
        name = free_name(change, item_class, 0, 0, wanted.target.book);
    }
    const auto id = name ? change.add_collection(item_class, 0, Role::kNone, *name)
                         : Result<CollectionId>(name.error());
    if (!id) {
        return id.error();
    }
    if (auto named = change.name_resource(*id, wanted.target.book); !named) {
        return named;
    }
    for (const auto& each : source.book->said) {
        if (each.name != key_of({kDav, "displayname"})) {
            change.set_property(*id, each.name, each.value);
        }
    }
    return wanted.with_items ? copy_items(change, source, *id) : Result<void>();
}

// `removed`: the book that was overwritten.
Result<Verdict> transfer(const Context& context, store::Change& change, const Node& source,
                         const Transfer& wanted, CollectionId& removed) {
    const auto there = locate(change, context.owner, wanted.target);
    if (there && !overwrites(context.request)) {
        return refusal(Reply::of(412));
    }
    const bool is_itself =
        there && there->book->collection.id == source.book->collection.id;  // RFC 4918 9.8.5
    const bool is_fixed = wanted.moves && source.book->collection.role != Role::kNone;
    if (is_itself || is_fixed) {
        return refusal(Reply::of(403));
    }
    if (there) {
        if (auto gone = remove_book(change, *there->book); !gone) {
            return gone.error();
        }
        removed = there->book->collection.id;
    }
    const auto done = wanted.moves
                          ? change.name_resource(source.book->collection.id, wanted.target.book)
                          : copy_book(change, source, wanted);
    return transferred(done, there.has_value());
}

Reply run(const Context& context, bool moves) {
    const auto depth = depth_of(context.request, Depth::kInfinity);
    if (!depth || *depth == Depth::kOne || (moves && *depth == Depth::kZero)) {
        return Reply::of(400);  // RFC 4918 9.8.3, 9.9.2
    }
    auto found = target_of(context);
    if (auto* instead = std::get_if<Reply>(&found)) {
        return std::move(*instead);
    }
    const auto& target = std::get<Place>(found);
    if (target.kind != Kind::kBook || target.books != context.place.books || context.owner.shared ||
        is_reserved_segment(target.book)) {
        return refused(403, context.place.books->facts().location_ok);
    }
    if (target.book.size() > limits::kFolderNameBytes) {
        return Reply::of(414);
    }
    CollectionId removed = 0;
    const Transfer wanted{target, moves, *depth == Depth::kInfinity};
    Reply reply = carried_out_on_node(context, [&](store::Change& change, const Node& source) {
        return transfer(context, change, source, wanted, removed);
    });
    if (reply.status != 204) {
        return reply;
    }
    const auto ended = end_shares(context, removed);
    return ended ? std::move(reply) : failed(ended.error());
}

}  // namespace

Reply run_copy_book(Context& context) {
    return run(context, false);
}

Reply run_move_book(Context& context) {
    return run(context, true);
}

}  // namespace syncgate::dav

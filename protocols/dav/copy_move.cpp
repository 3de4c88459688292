// COPY and MOVE of an item, to another name or another book. Source: RFC 4918 9.8, 9.9;
// RFC 6352 6.3.2.1: the conditions of PUT hold at the new place.
#include "base/limits.h"
#include "protocols/dav/methods.h"
#include "protocols/dav/put_text.h"
#include "protocols/dav/target.h"
#include "protocols/dav/verdict.h"

namespace syncgate::dav {
namespace {

Result<Verdict> transfer(const Context& context, store::Change& change, const Node& source,
                         const Place& target, bool moves) {
    const auto book = locate_book(change, context.owner, target);
    if (!book) {
        return refusal(Reply::of(409));
    }
    const auto there = locate(change, context.owner, target);
    if (there && !overwrites(context.request)) {
        return refusal(Reply::of(412));
    }
    const auto from = source.book->collection.id;
    const auto to = book->book->collection.id;
    const auto& item = *source.item;
    if (from == to && item.name == target.name) {
        return refusal(Reply::of(403));  // RFC 4918 9.8.5
    }
    // What is overwritten goes, so that its own UID does not matter.
    const auto rival = find_rival(change, *book, {target.name, item.native_uid, {}}, std::nullopt);
    const bool is_itself = rival && moves && from == to && rival->item->uid == item.uid;
    if (rival && !is_itself) {
        return refusal(
            refused(403, target.books->facts().no_uid_conflict, path_of(context.owner, *rival)));
    }
    if (there) {
        change.remove_item(to, there->item->uid);
    }
    if (moves) {
        change.move_item(from, item.uid, to, target.name);
    } else if (auto copied = copy_item(change, source, to, target.name); !copied) {
        return copied.error();
    }
    return Verdict{Reply::of(there ? 204 : 201), true};
}

Reply run(const Context& context, bool moves) {
    auto found = target_of(context);
    if (auto* instead = std::get_if<Reply>(&found)) {
        return std::move(*instead);
    }
    const auto& target = std::get<Place>(found);
    // An item is among those of its class.
    if (target.kind != Kind::kItem || target.books != context.place.books ||
        target.name.size() > limits::kDavNameBytes) {
        return refused(403, context.place.books->facts().location_ok);
    }
    return carried_out_on_node(context, [&](store::Change& change, const Node& source) {
        return transfer(context, change, source, target, moves);
    });
}

}  // namespace

Reply run_copy(Context& context) {
    return run(context, false);
}

Reply run_move(Context& context) {
    return run(context, true);
}

}  // namespace syncgate::dav

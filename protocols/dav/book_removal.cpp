#include "protocols/dav/book_removal.h"

#include "protocols/dav/set_property.h"
#include "store/groups.h"

namespace syncgate::dav {
namespace {

void remove_items(store::Change& change, CollectionId book) {
    constexpr int kBatch = 500;
    for (auto batch = change.items(book, 0, kBatch); !batch.empty();
         batch = change.items(book, 0, kBatch)) {
        for (const auto& each : batch) {
            change.remove_item(book, each.uid);
        }
    }
}

// Other protocols show books in books, WebDAV shows them side by side: those inside stay.
Result<void> move_books_out(store::Change& change, const Collection& book) {
    for (const auto& inner : change.children(book.item_class, book.id)) {
        const auto name = free_name(change, inner.item_class, inner.id, book.parent, inner.name);
        if (!name) {
            return name.error();
        }
        if (auto moved = change.rename_collection(inner.id, book.parent, *name); !moved) {
            return moved;
        }
    }
    return {};
}

}  // namespace

Result<void> remove_book(store::Change& change, const Book& book) {
    if (book.collection.role != Role::kNone) {
        remove_items(change, book.collection.id);
        for (const auto& each : book.said) {
            change.set_property(book.collection.id, each.name, std::nullopt);
        }
        return {};
    }
    if (auto moved = move_books_out(change, book.collection); !moved) {
        return moved;
    }
    return change.remove_collection(book.collection.id);
}

Result<void> end_shares(const Context& context, CollectionId removed) {
    auto& groups = context.services.store.directory().groups();
    return removed == 0 ? Result<void>() : groups.end_shares(context.owner.account, removed);
}

}  // namespace syncgate::dav

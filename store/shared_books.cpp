#include "store/shared_books.h"

#include <algorithm>
#include <iterator>

#include "store/account.h"

namespace syncgate::store {

Result<std::vector<SharedBook>> shared_books_of(Store& store, AccountId owner,
                                                const Sharing& sharing) {
    std::vector<SharedBook> found;
    const auto record = store.directory().account(owner);
    auto account = record ? store.account(owner) : Result<std::shared_ptr<Account>>(record.error());
    if (!account) {
        return account.error().code == ErrorCode::kNotFound
                   ? Result<std::vector<SharedBook>>(std::move(found))
                   : account.error();
    }
    if (!record->elsewhere.empty()) {
        return found;
    }
    return (*account)->read([&](const Snapshot& snapshot) -> Result<std::vector<SharedBook>> {
        for (auto& book : snapshot.collections(ItemClass::kContact)) {
            const Rights rights = sharing.book_rights_on(book.id);
            if (rights != Rights::kNone) {
                found.push_back({*record, std::move(book), rights});
            }
        }
        return std::move(found);
    });
}

Result<std::vector<SharedBook>> shared_books(Store& store, AccountId viewer) {
    const auto sharers = store.directory().groups().shared_with(viewer);
    if (!sharers) {
        return sharers.error();
    }
    std::vector<SharedBook> found;
    for (const auto& [owner, sharing] : *sharers) {
        auto books = shared_books_of(store, owner, sharing);
        if (!books) {
            return books;
        }
        std::move(books->begin(), books->end(), std::back_inserter(found));
    }
    return found;
}

std::string shown_name(const SharedBook& shared) {
    const auto& owner = shared.owner;
    return shared.book.name + " (" +
           (owner.display_name.empty() ? owner.address : owner.display_name) + ")";
}

}  // namespace syncgate::store

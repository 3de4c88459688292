#include "protocols/dav/shared_books.h"

#include <algorithm>

#include "protocols/dav/administrator.h"
#include "protocols/dav/notices.h"
#include "protocols/dav/people.h"
#include "protocols/dav/privileges.h"
#include "store/directory.h"
#include "store/group_books.h"

namespace syncgate::dav {
namespace {

using store::AccountRecord;
using store::Rights;

Error not_seen() {
    return {ErrorCode::kNotFound, "dav: somebody else's"};
}

// One who shares, with his account open.
struct Sharer {
    AccountRecord record;
    store::Sharing sharing;
    std::shared_ptr<store::Account> account;
    std::vector<store::SharedProperty> said;  // by the viewer
};

// Errors: kNotFound (he shares nothing, or is served elsewhere), kUnavailable.
Result<Sharer> open_sharer(const Context& context, AccountRecord record) {
    auto& groups = context.services.store.directory().groups();
    const AccountId viewer = context.owner.account;
    auto sharing = groups.sharing(viewer, record.id);
    if (!sharing) {
        return sharing.error();
    }
    if (record.id == viewer || sharing->nothing() || !record.elsewhere.empty()) {
        return not_seen();
    }
    auto said = groups.shared_properties(viewer, record.id);
    auto account = context.services.store.account(record.id);
    if (!said || !account) {
        return said ? account.error() : said.error();
    }
    return Sharer{std::move(record), *std::move(sharing), *std::move(account), *std::move(said)};
}

// Null where the viewer may not see it.
std::shared_ptr<SharedBook> shared_book(const Sharer& sharer, CollectionId collection) {
    const Rights rights = sharer.sharing.book_rights_on(collection);
    if (rights == Rights::kNone) {
        return nullptr;
    }
    auto book = std::make_shared<SharedBook>();
    book->account = sharer.record.id;
    const Owner owner = owner_of(sharer.record);
    book->owner_address = owner.address;
    book->owner_name = owner.display_name;
    const auto group = store::group_of(sharer.record.address);
    book->principal = group ? group_path(*group) : principal_path(sharer.record.address);
    book->collection = collection;
    book->rights = rights;
    for (const auto& each : sharer.said) {
        if (each.collection == collection) {
            book->said.push_back({each.name, each.value});
        }
    }
    return book;
}

void place_at_home(const Owner& viewer, const BookClass& books, SharedBook& book) {
    book.at_home = true;
    book.path = home_path(books, viewer.address) +
                encode_segment(segment_of(SharedSegment{book.account, book.collection})) + "/";
}

// The book of another's that a path in his own home names.
Result<void> enter_by_owner(Context& context) {
    auto& directory = context.services.store.directory();
    auto record = directory.find_login(context.place.user);
    auto sharer =
        record ? open_sharer(context, *std::move(record)) : Result<Sharer>(record.error());
    if (!sharer) {
        return sharer.error();
    }
    const auto& place = context.place;
    const auto id = sharer->account->read([&](const store::Snapshot& snapshot) {
        const auto all = snapshot.collections(place.books->facts().item_class);
        const auto it = std::find_if(all.begin(), all.end(), [&](const Collection& each) {
            return segment_of(each) == place.book;
        });
        return it == all.end() ? Result<CollectionId>(not_seen()) : it->id;
    });
    if (!id) {
        return id.error();
    }
    const auto book = shared_book(*sharer, *id);
    if (!book) {
        return not_seen();
    }
    book->path = home_path(*place.books, book->owner_address) + encode_segment(place.book) + "/";
    context.account = sharer->account;
    context.owner.shared = book;
    return {};
}

Result<void> enter_at_home(Context& context, const SharedSegment& segment) {
    auto record = context.services.store.directory().account(segment.account);
    auto sharer =
        record ? open_sharer(context, *std::move(record)) : Result<Sharer>(record.error());
    if (!sharer) {
        return sharer.error();
    }
    const auto book = shared_book(*sharer, segment.collection);
    if (!book) {
        return not_seen();
    }
    place_at_home(context.owner, *context.place.books, *book);
    context.account = sharer->account;
    context.owner.shared = book;
    return {};
}

// What is the viewer's own of a book that another shares: how it is called, and whether it is seen.
bool is_about_viewer(const Method& method, const Context& context) {
    return context.place.kind == Kind::kBook &&
           (method.name == "PROPPATCH" ||
            (method.name == "DELETE" && context.owner.shared->at_home));
}

// What nobody may do to another's book, whatever he may do in it.
bool is_owners_alone(const Method& method, const Context& context) {
    return method.name == "ACL" || (context.place.kind == Kind::kBook &&
                                    (method.name == "DELETE" || method.name == "MOVE"));
}

}  // namespace

Result<void> enter_tree(Context& context) {
    if (auto entered = enter_as_administrator(context); !entered) {
        return entered;
    }
    const auto& place = context.place;
    if (place.kind >= Kind::kPrincipals && place.kind <= Kind::kGroup) {
        return enter_principal(context);
    }
    if (place.user.empty()) {
        return {};
    }
    const auto owned = is_owner(context, place.user);
    if (!owned) {
        return owned.error();
    }
    if (place.kind != Kind::kBook && place.kind != Kind::kItem) {
        const bool notices = place.kind == Kind::kNotices || place.kind == Kind::kNotice;
        return !*owned ? not_seen() : notices ? enter_notices(context) : Result<void>();
    }
    if (!*owned) {
        return enter_by_owner(context);
    }
    const auto shared = parse_shared_segment(place.book);
    return shared ? enter_at_home(context, *shared) : Result<void>();
}

std::optional<Reply> refuse_for_rights(const Method& method, const Context& context) {
    // To add and to remove is a right on the book.
    const bool on_book = method.privilege == "bind" || method.privilege == "unbind";
    const std::string name = on_book ? "" : encode_segment(context.place.name);
    if (holds_at(kOfDirectory, context.place.kind) && !method.privilege.empty()) {
        return need_privilege(directory_path() + name, method.privilege);
    }
    const auto& shared = context.owner.shared;
    if (!shared || method.privilege.empty() || is_about_viewer(method, context) ||
        (shared->rights == Rights::kWrite && !is_owners_alone(method, context))) {
        return std::nullopt;
    }
    return need_privilege(shared->path + name, method.privilege);
}

Result<void> visit_shared_books(const Context& context, const BookClass& books,
                                const VisitShared& visit) {
    auto& directory = context.services.store.directory();
    const auto sharers = directory.groups().shared_with(context.owner.account);
    if (!sharers) {
        return sharers.error();
    }
    for (const auto& [id, sharing] : *sharers) {
        auto record = directory.account(id);
        auto sharer =
            record ? open_sharer(context, *std::move(record)) : Result<Sharer>(record.error());
        if (!sharer && sharer.error().code == ErrorCode::kNotFound) {
            continue;  // no longer there, or no longer shared
        }
        if (!sharer) {
            return sharer.error();
        }
        auto done = sharer->account->read([&](const store::Snapshot& snapshot) -> Result<void> {
            for (const auto& each : snapshot.collections(books.facts().item_class)) {
                const auto book = shared_book(*sharer, each.id);
                if (!book) {
                    continue;
                }
                place_at_home(context.owner, books, *book);
                Owner owner = context.owner;
                owner.shared = book;
                Place place;
                place.kind = Kind::kBook;
                place.books = &books;
                if (const auto node = locate(snapshot, owner, place)) {
                    visit({owner, snapshot.usage()}, *node);
                }
            }
            return {};
        });
        if (!done) {
            return done;
        }
    }
    return {};
}

}  // namespace syncgate::dav

#include "protocols/dav/node.h"

#include <algorithm>

#include "base/hex.h"
#include "base/text.h"
#include "protocols/dav/file_tree.h"
#include "protocols/dav/notices.h"
#include "protocols/dav/sync_token.h"

namespace syncgate::dav {
namespace {

constexpr std::string_view kDefault = "default";
constexpr std::string_view kByNumber = "~";

// What the viewer says of a shared book stands before what its owner says.
void add_said(const std::vector<store::Property>& viewers, std::vector<store::Property>& said) {
    std::erase_if(said, [&](const store::Property& each) {
        return std::any_of(viewers.begin(), viewers.end(),
                           [&](const auto& own) { return own.name == each.name; });
    });
    said.insert(said.end(), viewers.begin(), viewers.end());
}

Node book_node(const store::Snapshot& snapshot, const Owner& owner, const BookClass& books,
               const Collection& collection) {
    auto book = std::make_shared<Book>();
    book->collection = collection;
    book->said = snapshot.properties(collection.id);
    book->shared = owner.shared;
    if (owner.shared) {
        book->account = owner.shared->account;
        book->path = owner.shared->path;
        add_said(owner.shared->said, book->said);
    } else {
        book->account = owner.account;
        book->path = home_path(books, owner.address) + encode_segment(segment_of(collection)) + "/";
    }
    return {Kind::kBook, &books, std::move(book)};
}

bool is_at(const Collection& collection, const Owner& owner, const Place& place) {
    return owner.shared ? collection.id == owner.shared->collection
                        : segment_of(collection) == place.book;
}

}  // namespace

std::string key_of(xml::Name name) {
    return "{" + std::string(name.ns) + "}" + std::string(name.local);
}

std::string segment_of(const Collection& collection) {
    if (collection.role == Role::kDefault) {
        return std::string(kDefault);
    }
    return collection.resource.empty() ? std::string(kByNumber) + std::to_string(collection.id)
                                       : collection.resource;
}

std::string segment_of(const SharedSegment& shared) {
    return std::string(kByNumber) + std::to_string(shared.account) + "." +
           std::to_string(shared.collection);
}

std::optional<SharedSegment> parse_shared_segment(std::string_view segment) {
    const auto dot = segment.find('.');
    if (!segment.starts_with(kByNumber) || dot == std::string_view::npos) {
        return std::nullopt;
    }
    const auto account = parse_uint(segment.substr(kByNumber.size(), dot - kByNumber.size()));
    const auto collection = parse_uint(segment.substr(dot + 1));
    constexpr auto kMost = static_cast<std::uint64_t>(kMaxKey);
    if (!account || !collection || *account > kMost || *collection > kMost) {
        return std::nullopt;
    }
    const SharedSegment found{static_cast<AccountId>(*account),
                              static_cast<CollectionId>(*collection)};
    return segment_of(found) == segment ? std::optional(found) : std::nullopt;
}

bool is_reserved_segment(std::string_view segment) {
    return segment == kDefault || parse_shared_segment(segment) ||
           (segment.starts_with(kByNumber) && parse_uint(segment.substr(kByNumber.size())));
}

std::optional<Node> locate(const store::Snapshot& snapshot, const Owner& owner,
                           const Place& place) {
    if (place.kind < Kind::kBook) {
        return node_of(place);
    }
    if (place.kind == Kind::kEntry) {  // in no account: directory_entries.h
        return std::nullopt;
    }
    if (place.kind == Kind::kFolder || place.kind == Kind::kFile) {
        return locate_file(snapshot, owner, place);
    }
    if (place.kind == Kind::kNotice) {
        return locate_notice(owner, place.name);
    }
    const auto all = snapshot.collections(place.books->facts().item_class);
    const auto it = std::find_if(all.begin(), all.end(),
                                 [&](const Collection& each) { return is_at(each, owner, place); });
    if (it == all.end()) {
        return std::nullopt;
    }
    Node book = book_node(snapshot, owner, *place.books, *it);
    if (place.kind == Kind::kBook) {
        return book;
    }
    auto item = snapshot.resource(it->id, place.name);
    return item ? std::optional(node_of(book, *std::move(item))) : std::nullopt;
}

std::optional<Node> locate_book(const store::Snapshot& snapshot, const Owner& owner, Place place) {
    place.kind = Kind::kBook;
    return locate(snapshot, owner, place);
}

std::vector<Node> books_in(const store::Snapshot& snapshot, const Owner& owner,
                           const BookClass& books) {
    std::vector<Node> found;
    for (const auto& collection : snapshot.collections(books.facts().item_class)) {
        found.push_back(book_node(snapshot, owner, books, collection));
    }
    return found;
}

Node node_of(const Node& book, store::Resource item) {
    return {Kind::kItem, book.books, book.book, std::move(item)};
}

Node with_said(const store::Snapshot& snapshot, Node node) {
    if (node.kind == Kind::kItem) {
        node.item_said = std::make_shared<const std::vector<store::Property>>(
            store::item_properties(snapshot, node.item_place()));
    }
    return node;
}

Node node_of(const Place& place) {
    Node node{place.kind, place.books};
    node.who = place.kind == Kind::kGroup ? place.group : place.user;
    return node;
}

std::string path_of(const Owner& owner, const Node& node) {
    switch (node.kind) {
        case Kind::kRoot:
            return root_path();
        case Kind::kPrincipals:
            return principals_path();
        case Kind::kPrincipal:
            return principal_path(node.who);
        case Kind::kGroups:
            return groups_path();
        case Kind::kGroup:
            return group_path(node.who);
        case Kind::kFileHomes:
            return file_homes_path();
        case Kind::kNotices:
            return notices_path(owner.address);
        case Kind::kNotice:
            return notices_path(owner.address) + encode_segment(node.notice->name);
        case Kind::kDirectory:
            return directory_path();
        case Kind::kEntry:
            return directory_path() + encode_segment(node.item->name);
        case Kind::kHomes:
            return homes_path(*node.books);
        case Kind::kHome:
            return home_path(*node.books, owner.address);
        case Kind::kBook:
            return node.book->path;
        case Kind::kItem:
            return node.book->path + encode_segment(node.item->name);
        case Kind::kFolder:
        case Kind::kFile:
            return node.file->path;
    }
    return {};
}

std::string etag_of(const store::Resource& item) {
    constexpr std::size_t kBytes = 16;  // of 32: no two texts of a collection share them
    return "\"" + hex_encode(std::string_view(item.digest).substr(0, kBytes)) + "\"";
}

State state_of(const std::optional<Node>& node) {
    State state;
    state.exists = node.has_value();
    if (node && node->item) {
        state.etag = etag_of(*node->item);
        state.changed = node->item->changed;
    } else if (node && node->kind == Kind::kBook) {
        state.token = sync_token(node->book->account, node->book->collection);
    }
    return state;
}

}  // namespace syncgate::dav

// What stands at a path: the tree of an account as WebDAV shows it.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "protocols/dav/conditions.h"
#include "protocols/dav/path.h"
#include "store/files.h"
#include "store/groups.h"
#include "store/invitations.h"
#include "store/item_properties.h"
#include "store/snapshot.h"

namespace syncgate::dav {

// A book of another account that the one who asks may see.
struct SharedBook {
    AccountId account = 0;  // whose it is
    std::string owner_address, owner_name;
    std::string principal;  // the owner's: of a group's book, the group's
    CollectionId collection = 0;
    store::Rights rights = store::Rights::kRead;
    std::string path;                   // where it is seen
    bool at_home = false;               // that is among the viewer's own, not its owner's
    std::vector<store::Property> said;  // by the viewer alone
};

struct Book {
    Collection collection;
    std::vector<store::Property> said;  // by clients: names as key_of() makes them
    std::string path;
    AccountId account = 0;                       // whose it is
    std::shared_ptr<const SharedBook> shared{};  // null: the viewer's own
};

struct FileNode {
    store::File file;
    std::vector<store::Property> said;
    std::string path;
};

struct Node {
    Kind kind = Kind::kRoot;
    const BookClass* books = nullptr;               // kHomes to kItem, kDirectory, kEntry
    std::shared_ptr<const Book> book{};             // kBook, kItem; its items share it
    std::optional<store::Resource> item{};          // kItem, kFile, kNotice, kEntry
    std::shared_ptr<const FileNode> file{};         // kFolder, kFile
    std::shared_ptr<const store::Notice> notice{};  // kNotice
    std::string who{};                              // kPrincipal: the address; kGroup: the name
    // kItem: what clients said of it; null where nothing asks for that (with_said()).
    std::shared_ptr<const std::vector<store::Property>> item_said{};

    [[nodiscard]] bool is_collection() const {
        return kind != Kind::kItem && kind != Kind::kFile && kind != Kind::kNotice &&
               kind != Kind::kEntry;
    }
    // What clients said of it; null where they can't.
    [[nodiscard]] const std::vector<store::Property>* said() const {
        return file != nullptr ? &file->said : kind == Kind::kBook ? &book->said : item_said.get();
    }
    // kItem.
    [[nodiscard]] store::ItemPlace item_place() const { return {book->collection.id, item->uid}; }
};

using Notices = std::vector<std::shared_ptr<const store::Notice>>;

// Who asks, and whose tree it is.
struct Owner {
    AccountId account = 0;
    std::string address;
    std::string display_name;
    // Set: the snapshot is another's, who shows this one book of it.
    std::shared_ptr<const SharedBook> shared{};
    std::shared_ptr<const Notices> notices{};  // by name; null where the place is not among them
    // Who asks in the owner's place, by address; "": the owner himself (administrator.h).
    std::string administrator{};
};

// A name as properties are kept: "{namespace}local".
std::string key_of(xml::Name name);

// Where a book that another shares stands in the viewer's home: "~7.12", by the numbers of its
// account and collection.
struct SharedSegment {
    AccountId account = 0;
    CollectionId collection = 0;
};
std::string segment_of(const SharedSegment& shared);
std::optional<SharedSegment> parse_shared_segment(std::string_view segment);

// "default" for the fixed one of its class, the name with which a client made it, else "~" and its
// number: it was made elsewhere.
std::string segment_of(const Collection& collection);
// What no client may call a book that it makes: it is, or may become, another's.
bool is_reserved_segment(std::string_view segment);

// The place is known to be in this tree (context.h). nullopt: nothing is there.
std::optional<Node> locate(const store::Snapshot& snapshot, const Owner& owner, const Place& place);
// The book that the place is, or is in.
std::optional<Node> locate_book(const store::Snapshot& snapshot, const Owner& owner, Place place);
// The books of a home, ascending by id.
std::vector<Node> books_in(const store::Snapshot& snapshot, const Owner& owner,
                           const BookClass& books);
Node node_of(const Node& book, store::Resource item);
// An item with what clients said of it; any other node as it is.
Node with_said(const store::Snapshot& snapshot, Node node);
// A place that has nothing yet.
Node node_of(const Place& place);

std::string path_of(const Owner& owner, const Node& node);

// Strong, and the same for the same bytes, wherever they stand.
std::string etag_of(const store::Resource& item);
State state_of(const std::optional<Node>& node);

}  // namespace syncgate::dav

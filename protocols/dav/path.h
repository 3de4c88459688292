// The paths that WebDAV serves. Every answer spells each of them in one way.
//
//     /dav/                                   the root; "/" leads to the same
//     /dav/principals/                        whoever logs in, and the members of his groups
//     /dav/principals/USER/
//     /dav/principals/groups/                 his groups
//     /dav/principals/groups/GROUP/
//     /dav/addressbooks/                      the homes of a class of books
//     /dav/addressbooks/USER/
//     /dav/addressbooks/USER/BOOK/
//     /dav/addressbooks/USER/BOOK/NAME
//     /dav/notifications/USER/                what one is told of invitations
//     /dav/notifications/USER/NAME
//     /dav/directory/                         people, each with a card
//     /dav/directory/NAME
//     /dav/files/                             the homes of plain files
//     /dav/files/USER/                        and below it, folders and files; /dav/USER/files/ too
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "protocols/dav/book_class.h"

namespace syncgate::dav {

enum class Kind : std::uint8_t {
    kRoot,
    kPrincipals,
    kPrincipal,
    kGroups,
    kGroup,
    kFileHomes,
    kNotices,
    kDirectory,
    kHomes,
    kHome,
    kBook,
    kItem,
    kFolder,  // of a path alone: the root of one's files
    kFile,    // of a path alone: whatever is below it
    kNotice,
    kEntry,  // of the directory
};

// A bit for each, so that a table says where its row holds.
constexpr unsigned at(Kind kind) {
    return 1U << static_cast<unsigned>(kind);
}
inline constexpr unsigned kEverywhere = (at(Kind::kEntry) << 1U) - 1;
inline constexpr unsigned kOfDirectory = at(Kind::kDirectory) | at(Kind::kEntry);
constexpr bool holds_at(unsigned kinds, Kind kind) {
    return (kinds & at(kind)) != 0;
}

// A path by its form alone: whether anything is there is another question.
struct Place {
    Kind kind = Kind::kRoot;
    std::string user;                  // of all that is somebody's; as the client spells it
    std::string group;                 // kGroup; as the client spells it
    const BookClass* books = nullptr;  // kHomes to kItem, kDirectory, kEntry
    std::string book, name;            // kBook and below; kItem, kNotice, kEntry
    std::string files;                 // kFolder, kFile: the path to answer, with a '/' behind it
    std::vector<std::string> names;    // kFile: from the root on
};

// A path as sent, or an href of a body: a full URI, or a path, with what a client should have
// encoded and did not. Without regard to a last '/', or to one too many.
// Errors: kMalformed (an encoding that is broken, or of no UTF-8), kNotFound (no such form).
Result<Place> parse_path(std::string_view path);

// A segment as it stands in every path that we write: all but letters, digits, "-._~@" encoded.
std::string encode_segment(std::string_view text);
// The same of a name that a folder lists, where '@' is encoded too: programs for files compare
// paths by the letter, and this is how most write them. A request's own path keeps its '@'.
std::string encode_name(std::string_view text);
// Errors: kMalformed.
Result<std::string> decode_segment(std::string_view segment);

std::string root_path();
std::string principals_path();
std::string principal_path(std::string_view user);
std::string groups_path();
std::string group_path(std::string_view group);
std::string homes_path(const BookClass& books);
std::string directory_path();
std::string file_homes_path();
std::string files_path(std::string_view user);
std::string notices_path(std::string_view user);
std::string home_path(const BookClass& books, std::string_view user);

}  // namespace syncgate::dav

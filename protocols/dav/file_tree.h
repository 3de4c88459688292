// Files and folders as nodes: what stands at /dav/files/USER/ and below it.
#pragma once

#include <optional>
#include <vector>

#include "protocols/dav/node.h"
#include "store/files.h"

namespace syncgate::dav {

// Of a place among files. nullopt: nothing is there.
std::optional<Node> locate_file(const store::Snapshot& snapshot, const Owner& owner,
                                const Place& place);
// What is directly in a folder, one page after the other; `after` is the last name that was seen.
std::vector<Node> files_page(const store::Snapshot& snapshot, const Node& folder,
                             std::string_view after);

// Where a file may be put; nullopt: its folder is not there, or is none.
std::optional<store::FilePlace> file_place(const store::Snapshot& snapshot, const Place& place);
// Whether its last name is one that a file can have.
bool may_be_named(const Place& place);

// The media type of an item, a file or a notice.
std::string content_type_of(const Node& node);

}  // namespace syncgate::dav

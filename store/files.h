// Files of an account: a tree of its own beside the collections, of any octets. No protocol but
// WebDAV shows it, and no change log remembers it. A file or folder counts as an item, the octets
// as those of any object.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/change.h"

namespace syncgate::store {

using FileId = std::int64_t;
inline constexpr FileId kRootFolder = 0;  // always there, and no row of its own

inline constexpr std::size_t kFileBytes = 50U << 20U;
inline constexpr std::size_t kFilesCopied = 10'000;  // at once

struct File {
    FileId parent = kRootFolder;
    bool is_folder = true;
    std::string type;     // of a file: the media type that its client said, or ""
    Resource resource{};  // its uid is the FileId; a folder has no object

    [[nodiscard]] FileId id() const { return resource.uid; }
};

[[nodiscard]] std::optional<File> find_file(const Snapshot& snapshot, FileId folder,
                                            std::string_view name);
// What is directly in a folder, ascending by name, after a name ("": from the first).
[[nodiscard]] std::vector<File> files_in(const Snapshot& snapshot, FileId folder,
                                         std::string_view after, int limit);
// What clients said of one, also of the root; by name, ascending.
[[nodiscard]] std::vector<Property> file_properties(const Snapshot& snapshot, FileId id);

// A place in a folder that is there. Whatever has the name there is the caller's to remove before.
struct FilePlace {
    FileId folder = kRootFolder;
    std::string name;
};

// Errors: kOverQuota.
Result<FileId> add_folder(Change& change, const FilePlace& place);
// A new file, or new octets of `there`. Errors: kOverQuota.
Result<FileId> put_file(Change& change, const FilePlace& place, const std::optional<File>& there,
                        std::string_view octets, std::string_view type);
// With all that is in it, and what was said of each.
void remove_file(Change& change, const File& file);
// With all that is in it. Errors: kForbidden (into itself).
Result<void> move_file(Change& change, const File& file, const FilePlace& place);
// With what was said of each; `deep`: with all that is in it. Errors: kOverQuota, kTooLarge (more
// than kFilesCopied).
Result<void> copy_file(Change& change, const File& file, const FilePlace& place, bool deep);
// nullopt: nothing any more.
void set_file_property(Change& change, FileId id, std::string_view name,
                       std::optional<std::string_view> value);

}  // namespace syncgate::store

// The rules that collections of our own store follow; a mirrored tree has those of its server.
//
// Fixed folders (a Role other than kNone) stand at the top: one of each in a class, neither
// renamed nor moved nor removed. Inbox and Spam? take no children. A collection stands below one
// of its own class, at most limits::kFolderDepth deep, never below itself. Its name is its own
// among its siblings of the class, byte for byte; at the top no other is called as a fixed folder
// in whatever case, because IMAP knows but one INBOX.
#pragma once

#include <string_view>

#include "base/result.h"
#include "store/change.h"

namespace syncgate::store {

// Whether a collection can be called so: UTF-8 without control characters, not blank, at most
// limits::kFolderNameBytes. Errors: kMalformed, kTooLarge.
Result<void> check_folder_name(std::string_view name);

// Whether `moved` (0: a new one, of one level) may stand below `parent` as `name`. Errors: as
// Change::rename_collection.
Result<void> check_place(const Snapshot& snapshot, ItemClass item_class, CollectionId moved,
                         CollectionId parent, std::string_view name);

// What a new account has: the mail folders, and the default collection of each other class.
Result<void> add_fixed_folders(Change& change);

}  // namespace syncgate::store

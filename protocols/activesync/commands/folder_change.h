// What FolderCreate, FolderUpdate and FolderDelete have in common: the change of the folders, the
// generation of which the device then is told the key, and the memory of both are one write. A
// request whose answer was lost is asked again with the same key and arguments: it is answered as
// it was, and nothing is done twice. Source: MS-ASCMD 2.2.1.3 to 2.2.1.6.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <variant>

#include "protocols/activesync/context.h"
#include "protocols/activesync/sync/own_folders.h"

namespace syncgate::activesync {

// Source: MS-ASCMD 2.2.3.177.1 to 2.2.3.177.3 Status (FolderCreate, FolderDelete, FolderUpdate).
enum class FolderStatus : int {
    kOk = 1,
    kExists = 2,  // the name is taken; FolderUpdate: or a fixed folder
    kSpecial = 3,
    kNoFolder = 4,
    kNoParent = 5,
    kServerError = 6,
    kWrongKey = 9,
    kMalformed = 10,
};

struct FolderRequest {
    std::string key;     // SyncKey, as it was sent
    std::string memory;  // the command and all its arguments, as text
};

// Carries a command out for a device that was sent `sent`, or says why not and changes nothing.
using FolderStep = std::function<std::variant<OwnChange, FolderStatus>(
    store::Change& change, const store::HierarchyRow& sent)>;

struct FolderAnswer {
    FolderStatus status = FolderStatus::kOk;
    std::int64_t key = 0;     // of success alone
    CollectionId folder = 0;  // that came or changed
};

FolderAnswer change_folders(Context& context, const FolderRequest& request, const FolderStep& step);

// The id of a parent: 0 for the top; nullopt for what names no folder that the device has.
std::optional<CollectionId> find_parent(const store::HierarchyRow& sent, std::string_view text);

// The folder of that id; nullopt for one that the device was not sent, or that is gone.
std::optional<Collection> find_folder(const store::Change& change, const store::HierarchyRow& sent,
                                      std::string_view text);

// Status, and the SyncKey of a success.
wbxml::Element render(wbxml::Tag root, const FolderAnswer& answer);

}  // namespace syncgate::activesync

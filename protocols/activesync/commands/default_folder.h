// The folder that a client means which names none: up to 12.0 a Class alone stands for the default
// folder of the class. Source: MS-ASCMD 2.2.3.27 Class, of protocols 2.5 and 12.0.
#pragma once

#include <optional>
#include <string_view>

#include "model/collection.h"
#include "protocols/activesync/version.h"
#include "store/snapshot.h"

namespace syncgate::activesync {

// Whether a Class may stand in place of a CollectionId.
inline bool may_name_by_class(Version version) {
    return version < Version::k12_1;
}

// nullopt: no such Class, or no such folder. Without regard to case.
std::optional<CollectionId> default_folder(const store::Snapshot& snapshot,
                                           std::string_view class_name);

}  // namespace syncgate::activesync

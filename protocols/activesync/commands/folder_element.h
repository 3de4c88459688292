// A folder as FolderSync and GetHierarchy name it.
#pragma once

#include "formats/wbxml/element.h"
#include "model/collection.h"

namespace syncgate::activesync {

// Adds `tag` (Add, Update, Folder) with the folder's ServerId, ParentId, DisplayName and Type.
void add_folder(wbxml::Element& list, wbxml::Tag tag, const Collection& folder);

}  // namespace syncgate::activesync

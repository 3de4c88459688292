// FolderSync: the folders that a device shall show. Source: MS-ASCMD 2.2.1.5.
#pragma once

#include "protocols/activesync/context.h"

namespace syncgate::activesync {

Answer run_folder_sync(Context& context, const wbxml::Element* root);

}  // namespace syncgate::activesync

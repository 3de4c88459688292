// FolderUpdate: another name, another parent, or both. Source: MS-ASCMD 2.2.1.6.
#pragma once

#include "protocols/activesync/context.h"

namespace syncgate::activesync {

Answer run_folder_update(Context& context, const wbxml::Element* root);

}  // namespace syncgate::activesync

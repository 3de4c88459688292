// FolderCreate: a new folder of any class that devices sync, shown to the device that made it.
// Source: MS-ASCMD 2.2.1.3.
#pragma once

#include "protocols/activesync/context.h"

namespace syncgate::activesync {

Answer run_folder_create(Context& context, const wbxml::Element* root);

}  // namespace syncgate::activesync

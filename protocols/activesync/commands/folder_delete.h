// FolderDelete: a mail folder goes to Trash with all that is in and below it, and from Trash for
// good; a book goes for good. Source: MS-ASCMD 2.2.1.4.
#pragma once

#include "protocols/activesync/context.h"

namespace syncgate::activesync {

Answer run_folder_delete(Context& context, const wbxml::Element* root);

}  // namespace syncgate::activesync

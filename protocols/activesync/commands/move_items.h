// MoveItems: items to other folders, each move done once however often it is asked.
// Source: MS-ASCMD 2.2.1.12.
#pragma once

#include "protocols/activesync/context.h"

namespace syncgate::activesync {

Answer run_move_items(Context& context, const wbxml::Element* root);

}  // namespace syncgate::activesync

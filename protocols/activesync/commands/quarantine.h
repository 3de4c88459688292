// What a device in quarantine sees: an Inbox with one message that explains it, and nothing of the
// mailbox. Keys and ids are of their own, so that a device that comes in or out begins anew: its
// next FolderSync is answered with Status 9.
#pragma once

#include "protocols/activesync/commands/command.h"

namespace syncgate::activesync {

// Whether the command runs as ever: what sets a device up.
bool runs_in_quarantine(const Command& command);

// Any other command; `root` is null for an empty body. What is not shown is refused (Status 129).
Answer run_quarantined(Context& context, const Command& command, const wbxml::Element* root);

// A Ping or Sync that waited in quarantine and is in it still.
Answer resume_quarantined(Context& context, const Command& command, Wake why);

// To a Ping or Sync that waited while the device came in or out: ask for the folders.
wbxml::Element folders_changed(const Command& command);

}  // namespace syncgate::activesync

// A command's answer as a Reply: its WBXML, and what the log is told of it.
#pragma once

#include <string>

#include "protocols/activesync/commands/command.h"

namespace syncgate::activesync {

// 200 with `root` as WBXML; notes its Status and how many items it names.
Reply encoded(const wbxml::Element& root);

// Notes which command of which device was answered.
void note_request(Outcome& outcome, const Command& command, const std::string& device);

// Notes whether the request starts the list of folders, or a folder, from key 0.
void note_reset(Reply& reply, const wbxml::Element& request);

// The first request of a device that has nothing yet.
bool is_first_folder_sync(const wbxml::Element& request);

}  // namespace syncgate::activesync

// One command run: its body checked and decoded, the device's quarantine kept.
#pragma once

#include "protocols/activesync/commands/command.h"
#include "protocols/activesync/park_envelope.h"

namespace syncgate::activesync {

// SendMail and its like: up to 12.1 their body is the message itself.
bool takes_message(const Command& command);

// Checks what every command's body must be, decodes it and runs the command. An Element is encoded
// already, so that the notes of its request stand with it.
Answer run_command(const Request& request, Context& context, const Command& command);

// For a command that can be resumed.
Answer resume_command(Context& context, const Command& command, const ParkEnvelope& envelope,
                      Wake why);

}  // namespace syncgate::activesync

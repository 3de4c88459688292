// `syncgate outbox ...`: mail that waits for the relay.
#pragma once

#include <span>

#include "gateway/command_line.h"

namespace syncgate {

std::span<const ProgramCommand> outbox_commands();

}  // namespace syncgate

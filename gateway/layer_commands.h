// `account layers` and `device layers`.
#pragma once

#include <span>

#include "gateway/command_line.h"

namespace syncgate {

std::span<const ProgramCommand> layer_commands();

}  // namespace syncgate

// Commands for the store itself.
#pragma once

#include <span>

#include "gateway/program_commands.h"

namespace syncgate {

std::span<const ProgramCommand> store_commands();

}  // namespace syncgate

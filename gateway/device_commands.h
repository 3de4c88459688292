// `device ...`, without its layers.
#pragma once

#include <span>

#include "gateway/command_line.h"

namespace syncgate {

std::span<const ProgramCommand> device_commands();

}  // namespace syncgate

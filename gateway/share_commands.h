// `group ...` and `share ...`.
#pragma once

#include <span>

#include "gateway/command_line.h"

namespace syncgate {

std::span<const ProgramCommand> share_commands();

}  // namespace syncgate

// `policy ...`, how an account may be used (`account protocols` and the like), and `audit`.
#pragma once

#include <span>

#include "gateway/command_line.h"

namespace syncgate {

std::span<const ProgramCommand> policy_commands();

}  // namespace syncgate

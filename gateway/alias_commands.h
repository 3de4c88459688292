// `syncgate alias ...`: further addresses of an account.
#pragma once

#include <span>

#include "gateway/command_line.h"

namespace syncgate {

std::span<const ProgramCommand> alias_commands();

}  // namespace syncgate

// `syncgate contacts ...`.
#pragma once

#include <span>

#include "gateway/command_line.h"

namespace syncgate {

std::span<const ProgramCommand> contacts_commands();

}  // namespace syncgate

// `syncgate certificate ...`: with which mail to an account can be encrypted.
#pragma once

#include <span>

#include "gateway/command_line.h"

namespace syncgate {

std::span<const ProgramCommand> certificate_commands();

}  // namespace syncgate

// The commands of the program, one row each.
#pragma once

#include <span>

#include "gateway/command_line.h"

namespace syncgate {

std::span<const ProgramCommand> program_commands();

// serve.cpp
int run_serve(const CommandLine& line);

}  // namespace syncgate

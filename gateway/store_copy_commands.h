// `syncgate store backup`, `restore` and `copy`: what they do is store/backup.h's.
#pragma once

#include <span>

#include "gateway/command_line.h"

namespace syncgate {

std::span<const ProgramCommand> store_copy_commands();

}  // namespace syncgate

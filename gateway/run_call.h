// How a command ends: what an operation says goes to standard output, what was wrong to standard
// error. The exit status.
#pragma once

#include <string>

#include "gateway/admin/operations.h"
#include "gateway/command_line.h"

namespace syncgate {

int failed(const std::string& what);

// Carries the operation out, here or in the server.
int run_call(const CommandLine& line, const admin::Call& call);

}  // namespace syncgate

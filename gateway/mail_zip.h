// A .zip of .eml files with its folders.
#pragma once

#include "gateway/message_file.h"

namespace syncgate {

// An entry that is damaged or over the limit is told to `visit`; what can't be a message is passed
// over. Errors: kMalformed (no archive, or one that breaks off), after what stands before.
Result<void> visit_zip(const std::filesystem::path& path, const MessageVisitor& visit);

}  // namespace syncgate

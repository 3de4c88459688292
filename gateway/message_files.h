// Messages in files: .eml, folders of them, mbox, maildir, .zip of .eml with its folders.
#pragma once

#include "gateway/message_file.h"

namespace syncgate {

// Tells by its content and name what `path` is. In a folder, files that are no messages and hidden
// ones are passed over. Errors: kNotFound, kMalformed (a broken .zip), kUnavailable.
Result<void> visit_messages(const std::filesystem::path& path, const MessageVisitor& visit);

}  // namespace syncgate

// Messages in files: .eml, folders of them, mbox, maildir, .zip of .eml with its folders.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"

namespace syncgate {

struct MessageFile {
    std::string bytes;
    std::string folder;  // below the target, with '/'; "" for the target itself
    std::uint32_t flags = 0;
    UnixSeconds received = 0;
    std::string source;  // to be named in messages
};

// What a walk meets: a message, or why one could not be read.
using MessageVisitor = std::function<void(const std::string& source, Result<MessageFile>)>;

// Tells by its content and name what `path` is. In a folder, files that are no messages and hidden
// ones are passed over. Errors: kNotFound, kMalformed (a broken .zip), kUnavailable.
Result<void> visit_messages(const std::filesystem::path& path, const MessageVisitor& visit);

}  // namespace syncgate

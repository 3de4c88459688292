// A message in a file, as every kind of source gives it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <iosfwd>
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

// Sets `received`: the message's own date, which survives copying; else that of the file `path`.
void date_message(MessageFile& message, const std::filesystem::path& path);

// The whole file as one message.
void visit_file(const std::filesystem::path& path, const std::string& folder, std::uint32_t flags,
                const MessageVisitor& visit);

// What is in a folder, by name. A folder that can't be read is told to `visit`.
std::vector<std::filesystem::path> entries(const std::filesystem::path& folder,
                                           const MessageVisitor& visit);

// Of a message over limits::kMessageBytes.
Error over_the_limit();

// What the stream has, as long as it is within the limit of a message. How it ended is the caller's
// to ask of the stream. Errors: over_the_limit().
Result<std::string> read_bounded(std::istream& in);

}  // namespace syncgate

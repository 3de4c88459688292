// An mbox file: messages one after the other, each below a "From " line.
// Source: RFC 4155; mboxrd for ">From ".
#pragma once

#include "gateway/message_file.h"

namespace syncgate {

// Flags come from Status and X-Status. A "From " line after a blank line begins a message when it
// looks as the first line of the file does: with a date where that has one. A message over the
// limit, and a file that can't be read to its end, are told to `visit`.
void visit_mbox(const std::filesystem::path& path, const MessageVisitor& visit);

}  // namespace syncgate

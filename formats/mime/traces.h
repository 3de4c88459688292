// Attachments taken out of a message that stays: in the place of each stands a line that says what
// it was.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "formats/mime/message_index.h"

namespace syncgate::mime {

// `structure` is the message's own, `parts` are indices into it. What is no attachment, such as the
// trace of one, stays as it is; all else keeps its bytes and its place.
// Errors: kNotFound (no such part), kForbidden (it is signed, encrypted, or inside of another file:
// taking it out would spoil what stays).
Result<std::string> without_attachments(std::string_view message, const Structure& structure,
                                        std::vector<std::size_t> parts, UnixSeconds now);

}  // namespace syncgate::mime

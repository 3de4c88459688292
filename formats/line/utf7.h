// Names of mail folders as IMAP and Maildir++ write them: modified UTF-7.
// Source: RFC 3501 5.1.3.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace syncgate::line {

// "Entw&APw-rfe" is "Entwürfe", "&-" is "&". What is UTF-8 already stays.
// Errors: kMalformed (what stands between & and - is no UTF-16 in base64).
Result<std::string> decode_mailbox_name(std::string_view name);

}  // namespace syncgate::line

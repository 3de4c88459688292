// A maildir with its folders (Maildir++). Source: https://cr.yp.to/proto/maildir.html,
// https://www.courier-mta.org/imap/README.maildirquota.html.
#pragma once

#include "gateway/message_file.h"

namespace syncgate {

bool is_maildir(const std::filesystem::path& folder);

// Its messages, then those of its folders: ".Projects.2026" is "Projects/2026". ".INBOX" and what
// is below it count as the maildir itself: some servers name all folders so. Names in modified
// UTF-7 are decoded.
void visit_maildir(const std::filesystem::path& maildir, const MessageVisitor& visit);

}  // namespace syncgate

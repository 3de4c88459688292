// A message that a client hands over: checked, completed, its recipients sorted into those here and
// those elsewhere. Source: RFC 6409 (what a submission server adds), MS-ASCMD 2.2.1.17.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/paged_text.h"
#include "base/result.h"
#include "base/scratch.h"
#include "model/ids.h"
#include "store/account.h"
#include "store/collected.h"
#include "store/store.h"

namespace syncgate::activesync {

struct Submission {
    std::string sender;                  // address
    PagedText message;                   // as it leaves: CRLF, Date and Message-ID, no Bcc
    std::optional<PagedText> sent_copy;  // the same with Bcc, where it has one
    std::vector<AccountId> local;        // each once
    std::vector<std::string> remote;
    // Whom the message names, but for the account itself and lists.
    std::vector<store::Correspondent> written_to;
    std::vector<std::unique_ptr<Scratch>> held;  // where the texts lie
};

// `name` names this request and nothing else; a repetition of it gets the same Message-ID where the
// message brings none. Without any recipient, `local` and `remote` are empty.
// Errors: kMalformed (no message), kForbidden (From or Sender is none of the account's addresses),
// kNotFound (a recipient of a domain here that nobody has, a list that nobody is in, one that is no
// address, and NUMBER@sms and the like, which nobody sends yet), kTooLarge (limits::kMessageBytes,
// limits::kRecipients), kUnavailable (no room for it).
Result<Submission> prepare_submission(store::Store& store, store::Account& account,
                                      const PagedText& mime, std::string_view name,
                                      UnixSeconds now);

// Whether a relay could be asked for it. Source: RFC 5321 4.5.3.1.3.
bool is_mail_address(std::string_view address);

}  // namespace syncgate::activesync

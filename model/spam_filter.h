// Port: who learns from users what is spam.
#pragma once

#include <stop_token>
#include <string>

#include "base/result.h"
#include "model/mail_transport.h"

namespace syncgate {

class SpamFilter {
  public:
    virtual ~SpamFilter() = default;
    // Waits for it, with a deadline of its own, and no longer than until the stop. Errors:
    // kUnavailable (it said no, or nothing: it may be asked again), those of the text.
    virtual Result<void> learn(const MailText& message, bool is_spam, const std::string& account,
                               const std::stop_token& stop) = 0;
};

}  // namespace syncgate

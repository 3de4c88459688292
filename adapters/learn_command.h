// A spam filter that is told by commands, as `rspamc learn_spam` is one.
#pragma once

#include <chrono>
#include <string>

#include "model/spam_filter.h"

namespace syncgate::adapters {

struct LearnCommands {
    std::string spam, ham;  // "": nobody is told
    std::chrono::milliseconds most{30'000};
};

// The message is the command's standard input, with CRLF line ends; SYNCGATE_ACCOUNT is the
// account's address. Status 0: it has been learnt. Thread-safe.
class LearnCommand final : public SpamFilter {
  public:
    explicit LearnCommand(LearnCommands commands) : commands_(std::move(commands)) {}
    Result<void> learn(const MailText& message, bool is_spam, const std::string& account,
                       const std::stop_token& stop) override;

  private:
    LearnCommands commands_;
};

}  // namespace syncgate::adapters

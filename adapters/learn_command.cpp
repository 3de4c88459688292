#include "adapters/learn_command.h"

#include "adapters/command.h"

namespace syncgate::adapters {

Result<void> LearnCommand::learn(const MailText& message, bool is_spam, const std::string& account,
                                 const std::stop_token& stop) {
    const auto& line = is_spam ? commands_.spam : commands_.ham;
    if (line.empty()) {
        return {};
    }
    return run_command({line, {{"SYNCGATE_ACCOUNT", account}}, commands_.most, stop}, message);
}

}  // namespace syncgate::adapters

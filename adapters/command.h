// A program of the administrator's, run for one piece of work.
#pragma once

#include <chrono>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "model/mail_transport.h"

namespace syncgate::adapters {

struct Command {
    std::string line;                                              // for /bin/sh
    std::vector<std::pair<std::string, std::string>> variables{};  // beside this process's own
    std::chrono::milliseconds most{30'000};  // then it is killed, with all that it started
    std::stop_token stop{};                  // the same
};

// Runs it with `input` as its standard input, of which it may leave some, and waits until it ends.
// It has none of this process's files, and its output goes nowhere. Thread-safe. This process
// ignores SIGPIPE.
// Errors: kUnavailable (it could not be started, ended with another status than 0, or not in time;
// the detail has the beginning of what it said), those of reading the input.
Result<void> run_command(const Command& command, const MailText& input);

}  // namespace syncgate::adapters

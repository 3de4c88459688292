#include "gateway/outbox_commands.h"

#include "gateway/run_call.h"

namespace syncgate {
namespace {

int run_outbox(const CommandLine& line, const char* operation) {
    const auto argument = [&](std::size_t i) {
        return i < line.arguments.size() ? line.arguments[i] : std::string();
    };
    return run_call(line, {operation, {{"account", argument(0)}, {"message", argument(1)}}, {}});
}

int outbox_list(const CommandLine& line) {
    return run_outbox(line, "outbox-list");
}

int outbox_show(const CommandLine& line) {
    return run_outbox(line, "outbox-show");
}

int outbox_retry(const CommandLine& line) {
    return run_outbox(line, "outbox-retry");
}

int outbox_remove(const CommandLine& line) {
    return run_outbox(line, "outbox-remove");
}

constexpr ProgramCommand kCommands[] = {
    {"outbox list", "[ADDRESS]", "mail that waits for the relay",
     "Of all accounts, or of one. Prints a line for each message: account, number, when it was\n"
     "handed over, how many recipients are still to get it, how often the one of them whose turn\n"
     "is next was tried, when it is tried again, and what was said the last time, separated by\n"
     "tabs.\n\n"
     "  syncgate outbox list\n",
     "", 0, 1, outbox_list},
    {"outbox show", "ADDRESS NUMBER", "one such message, recipient by recipient",
     "Prints from, queued, bytes and message-id, then a line for each recipient who is still to\n"
     "get it: address, tries, next try, what was said the last time, separated by tabs.\n\n"
     "  syncgate outbox show u1@example.org 12\n",
     "", 2, 2, outbox_show},
    {"outbox retry", "[ADDRESS [NUMBER]]", "try such mail now",
     "All of it, that of an account, or one message. When the relay is back after a long time,\n"
     "this spares waiting for up to an hour.\n\n"
     "  syncgate outbox retry\n",
     "", 0, 2, outbox_retry},
    {"outbox remove", "ADDRESS NUMBER", "send such a message no more",
     "Names those who do not get it. Its writer is not told; the copy in Sent stays.\n\n"
     "  syncgate outbox remove u1@example.org 12\n",
     "", 2, 2, outbox_remove},
};

}  // namespace

std::span<const ProgramCommand> outbox_commands() {
    return kCommands;
}

}  // namespace syncgate

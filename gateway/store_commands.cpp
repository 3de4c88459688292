#include "gateway/store_commands.h"

#include <iostream>
#include <vector>

#include "base/text.h"
#include "formats/mime/message_index.h"
#include "gateway/executor.h"
#include "gateway/run_call.h"

namespace syncgate {
namespace {

struct Counts {
    int accounts = 0;
    int repaired = 0;
    int left = 0;  // that differ still, accounts that can't be read among them
};

Result<std::vector<std::string>> addresses(Executor& executor, const CommandLine& line) {
    if (!line.arguments.empty()) {
        return std::vector{line.arguments[0]};
    }
    auto list = executor.run({"account-list", {}, {}});
    if (!list) {
        return list.error();
    }
    std::vector<std::string> found;
    for (const auto row : split(*list, '\n')) {
        if (!row.empty()) {
            found.emplace_back(split(row, '\t').front());
        }
    }
    return found;
}

// Prints the lines of one slice; where to go on.
std::string tell(const std::string& address, const std::string& slice, Counts& counts) {
    const auto lines = split(slice, '\n');
    for (std::size_t i = 1; i < lines.size(); ++i) {
        const auto fields = split(lines[i], '\t');
        if (fields.size() != 2) {
            continue;
        }
        std::cout << address << ": " << fields[1];
        if (fields[0] != "found") {
            std::cout << " (" << fields[0] << ")";
        }
        std::cout << "\n";
        ++(fields[0] == "repaired" ? counts.repaired : counts.left);
    }
    std::cout << std::flush;
    return std::string(lines.front());
}

void check_account(Executor& executor, const std::string& address, bool repair, Counts& counts) {
    ++counts.accounts;
    std::string at;
    do {
        auto slice =
            executor.run({"store-check",
                          {{"account", address}, {"at", at}, {"repair", repair ? "yes" : ""}},
                          {}});
        if (!slice) {
            std::cout << address << ": " << slice.error().detail << "\n";
            ++counts.left;
            return;
        }
        at = tell(address, *slice, counts);
    } while (!at.empty());
}

int store_check(const CommandLine& line) {
    mime::init();
    auto executor = Executor::open(line.data);
    if (!executor) {
        return failed(executor.error().detail);
    }
    const auto all = addresses(**executor, line);
    if (!all) {
        return failed(all.error().detail);
    }
    Counts counts;
    for (const auto& address : *all) {
        check_account(**executor, address, line.has("--repair"), counts);
    }
    std::cout << counts.accounts << " accounts compared, " << counts.left << " differences";
    if (line.has("--repair")) {
        std::cout << " left, " << counts.repaired << " repaired";
    }
    std::cout << "\n";
    return counts.left > 0 ? 1 : 0;
}

constexpr ProgramCommand kCommands[] = {
    {"store check", "[ADDRESS] [--repair]", "compare the store with the messages in it",
     "Reads every message of an account, or of all, again: whether its bytes are those that came\n"
     "(SHA-256) and what stands beside it (envelope, structure, preview, text) is what they say; "
     "and\n"
     "holds folders, items, counters and files against each other. Prints what differs, one line "
     "each,\n"
     "and ends with 1 then. --repair makes the index anew, corrects counters, puts an item without "
     "a\n"
     "folder into the inbox and removes what belongs to nothing; what can't be repaired, lost "
     "bytes "
     "say,\n"
     "is named. Phones are sent repaired messages again. Works in small steps beside a server at "
     "work.\n\n"
     "  syncgate store check\n"
     "  syncgate store check u1@example.org --repair\n",
     "--repair", 0, 1, store_check},
};

}  // namespace

std::span<const ProgramCommand> store_commands() {
    return kCommands;
}

}  // namespace syncgate

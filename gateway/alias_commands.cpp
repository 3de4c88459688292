#include "gateway/alias_commands.h"

#include "gateway/run_call.h"

namespace syncgate {
namespace {

int run_alias(const CommandLine& line, const char* operation) {
    return run_call(
        line, {operation, {{"account", line.arguments[0]}, {"alias", line.arguments[1]}}, {}});
}

int alias_add(const CommandLine& line) {
    return run_alias(line, "alias-add");
}

int alias_list(const CommandLine& line) {
    const std::string account = line.arguments.empty() ? "" : line.arguments[0];
    return run_call(line, {"alias-list", {{"account", account}}, {}});
}

int alias_remove(const CommandLine& line) {
    return run_alias(line, "alias-remove");
}

constexpr ProgramCommand kCommands[] = {
    {"alias add", "ADDRESS ALIAS", "give an account a further address",
     "It gets mail for it, may send from it and log in by it. The address is of a domain that is\n"
     "served here, and nobody's yet. An account has at most 50 addresses.\n\n"
     "  syncgate alias add u1@example.org office@example.org\n",
     "", 2, 2, alias_add},
    {"alias list", "[ADDRESS]", "the further addresses of accounts",
     "Prints one line an alias: the account, a tab, and the alias. Of all accounts, or of one.\n\n"
     "  syncgate alias list\n",
     "", 0, 1, alias_list},
    {"alias remove", "ADDRESS ALIAS", "take a further address from an account",
     "Mail for it is refused from then on, unless another account is given it.\n\n"
     "  syncgate alias remove u1@example.org office@example.org\n",
     "", 2, 2, alias_remove},
};

}  // namespace

std::span<const ProgramCommand> alias_commands() {
    return kCommands;
}

}  // namespace syncgate

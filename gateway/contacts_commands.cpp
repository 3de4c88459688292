#include "gateway/contacts_commands.h"

#include "gateway/run_call.h"

namespace syncgate {
namespace {

int contacts_export(const CommandLine& line) {
    return run_call(
        line,
        {"contacts-export", {{"account", line.arguments[0]}, {"list", line.value("--list")}}, {}});
}

constexpr ProgramCommand kCommands[] = {
    {"contacts export", "ADDRESS [--list NAME]", "an account's contacts as a table (CSV)",
     "Prints a line of names and one for each contact of all its books, or of those in a list (a\n"
     "contact that is a group), in the columns that Outlook and most programs import.\n\n"
     "  syncgate contacts export u1@example.org > contacts.csv\n"
     "  syncgate contacts export u1@example.org --list Choir > choir.csv\n",
     "--list=", 1, 1, contacts_export},
};

}  // namespace

std::span<const ProgramCommand> contacts_commands() {
    return kCommands;
}

}  // namespace syncgate

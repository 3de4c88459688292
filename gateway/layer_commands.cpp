#include "gateway/layer_commands.h"

#include "gateway/run_call.h"

namespace syncgate {
namespace {

// "mail=off notes=default", from the arguments at `first` on.
std::string choices_of(const CommandLine& line, std::size_t first) {
    std::string choices;
    for (std::size_t i = first; i < line.arguments.size(); ++i) {
        choices += (choices.empty() ? "" : " ") + line.arguments[i];
    }
    return choices;
}

int account_layers(const CommandLine& line) {
    return run_call(line, {"account-layers",
                           {{"account", line.arguments[0]},
                            {"kind", line.value("--kind")},
                            {"set", choices_of(line, 1)}},
                           {}});
}

int device_layers(const CommandLine& line) {
    const bool named =
        line.arguments.size() > 1 && line.arguments[1].find('=') == std::string::npos;
    return run_call(line, {"device-layers",
                           {{"account", line.arguments[0]},
                            {"device", named ? line.arguments[1] : ""},
                            {"set", choices_of(line, named ? 2 : 1)}},
                           {}});
}

constexpr std::size_t kAny = 1000;

constexpr ProgramCommand kCommands[] = {
    {"account layers", "ADDRESS [LAYER=on|off|default ...] [--kind PREFIX]",
     "what devices of an account show, unless they choose",
     "A layer is what a device shows or not: mail, contacts, calendar, tasks, notes (the default\n"
     "book of each), and every further book by its number, as in contacts:12. Standard: all are "
     "on.\n"
     "What is chosen here holds for all devices of the account; with --kind for those whose "
     "DeviceType\n"
     "(see device list) begins with PREFIX, the longest prefix first. A device's own choice "
     "overrides\n"
     "both. `default` takes a choice back.\n"
     "shared=on lets devices show the address books that others share with the account, or groups "
     "own.\n"
     "They are layers, too (contacts:7.12), and off until they are chosen.\n\n"
     "Prints for whom (* is everybody), layer, on or off, who says so, and the book's name, "
     "separated\n"
     "by tabs.\n\n"
     "  syncgate account layers u1@example.org\n"
     "  syncgate account layers u1@example.org calendar=off notes=off\n"
     "  syncgate account layers u1@example.org mail=off --kind WindowsOutlook\n",
     "--kind=", 1, kAny, account_layers},
    {"device layers", "ADDRESS [DEVICE] [LAYER=on|off|default ...]",
     "what each device shows: mail, contacts, ...",
     "Switches layers of one device (see `syncgate account layers --help` for what they are); the\n"
     "account's other devices stay as they are. Off: the layer's folders leave the device, and "
     "nothing\n"
     "else; nothing is deleted on the server. On: they come back whole. A device that waits is "
     "told at\n"
     "once. `default` takes the device's choice back. Some clients can't do without their inbox "
     "and the\n"
     "like: there these folders stay and are emptied (Android, Samsung, Outlook).\n\n"
     "Prints device, layer, on or off, who says so (device, kind, account, standard), and the "
     "book's\n"
     "name, separated by tabs; without DEVICE of all devices.\n\n"
     "  syncgate device layers u1@example.org\n"
     "  syncgate device layers u1@example.org ABC123 mail=off contacts:12=on\n"
     "  syncgate device layers u1@example.org ABC123 mail=default\n",
     "", 1, kAny, device_layers},
};

}  // namespace

std::span<const ProgramCommand> layer_commands() {
    return kCommands;
}

}  // namespace syncgate

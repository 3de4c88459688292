#include "gateway/policy_commands.h"

#include "gateway/run_call.h"

namespace syncgate {
namespace {

// The arguments from `first` on.
std::string joined(const CommandLine& line, std::size_t first, char between) {
    std::string all;
    for (std::size_t i = first; i < line.arguments.size(); ++i) {
        all += (i == first ? "" : std::string(1, between)) + line.arguments[i];
    }
    return all;
}

int policy_show(const CommandLine& line) {
    return run_call(line, {"policy-show", {{"account", line.arguments[0]}}, {}});
}

int policy_list(const CommandLine& line) {
    return run_call(line, {"policy-list", {}, {}});
}

int policy_set(const CommandLine& line) {
    return run_call(
        line, {"policy-set", {{"for", line.arguments[0]}, {"set", joined(line, 1, '\n')}}, {}});
}

int policy_clear(const CommandLine& line) {
    return run_call(
        line, {"policy-clear", {{"for", line.arguments[0]}, {"names", joined(line, 1, '\n')}}, {}});
}

int account_protocols(const CommandLine& line) {
    return run_call(
        line,
        {"account-protocols", {{"account", line.arguments[0]}, {"set", joined(line, 1, ' ')}}, {}});
}

int account_enabled(const CommandLine& line, bool enabled) {
    return run_call(line, {"account-enabled",
                           {{"account", line.arguments[0]}, {"enabled", enabled ? "yes" : "no"}},
                           {}});
}

int account_enable(const CommandLine& line) {
    return account_enabled(line, true);
}

int account_disable(const CommandLine& line) {
    return account_enabled(line, false);
}

int account_elsewhere(const CommandLine& line) {
    return run_call(line, {"account-elsewhere",
                           {{"account", line.arguments[0]},
                            {"url", line.arguments.size() > 1 ? line.arguments[1] : ""}},
                           {}});
}

int audit(const CommandLine& line) {
    return run_call(line, {"audit",
                           {{"account", line.arguments.empty() ? "" : line.arguments[0]},
                            {"device", line.value("--device")},
                            {"last", line.value("--last")}},
                           {}});
}

constexpr std::size_t kAny = 1000;

constexpr ProgramCommand kCommands[] = {
    {"policy show", "ADDRESS", "what is asked of the devices of an account",
     "Prints every setting: name, value and who says so (account, group:NAME, domain:NAME, all,\n"
     "standard), separated by tabs.\n\n  syncgate policy show u1@example.org\n",
     "", 1, 1, policy_show},
    {"policy set", "FOR NAME=VALUE...", "ask something of devices",
     "FOR is an address, group:NAME, domain:NAME or all. Of each setting the nearest value counts: "
     "the\n"
     "account's, else of its groups (the first by name), of its domain, of all. Devices that it "
     "concerns\n"
     "take the new policy before anything else; those that wait are told at once. Names are those "
     "of\n"
     "MS-ASPROV, as `policy show` has them, and\n"
     "  AllowNonProvisionableDevices   0: every device takes the whole policy or is refused;\n"
     "                                 1: programs that are known to be unable are let in "
     "(standard);\n"
     "                                 2: whoever brings no policy key is let in\n"
     "  AllowExternallyManagedDevices  1: a device that somebody else manages is let in "
     "(standard)\n"
     "  PolicyRefreshHours             so often a device takes the policy anew; 0: when it "
     "changes\n"
     "  AdministersHomes               of an address alone: 1: it may do by WebDAV in every home\n"
     "                                 what the owner may do\n\n"
     "  syncgate policy set all DevicePasswordEnabled=1 MinDevicePasswordLength=6\n"
     "  syncgate policy set group:board RequireDeviceEncryption=1 AllowNonProvisionableDevices=0\n",
     "", 2, kAny, policy_set},
    {"policy clear", "FOR [NAME...]", "take back what was set",
     "All of it, or the settings named.\n\n  syncgate policy clear group:board\n", "", 1, kAny,
     policy_clear},
    {"policy list", "", "all that was set, and for whom",
     "Prints for whom, name and value, separated by tabs.\n\n  syncgate policy list\n", "", 0, 0,
     policy_list},
    {"account protocols", "ADDRESS [PROTOCOL=on|off|default ...]",
     "by which protocols an account may be used",
     "activesync, imap, pop3, dav, submission; all are on until something else is said. Only\n"
     "ActiveSync is served so far. Prints protocol, on or off, and who says so, separated by tabs. "
     "For\n"
     "a domain, a group or all: `policy set domain:NAME ProtocolIMAP=0`.\n\n"
     "  syncgate account protocols u1@example.org activesync=off\n",
     "", 1, kAny, account_protocols},
    {"account disable", "ADDRESS", "let nobody use an account",
     "Whoever knows the password is told that the account is switched off: HTTP 403, 456 by\n"
     "Autodiscover. Devices that wait are told at once. Mail for it is refused; what it holds\n"
     "stays.\n\n"
     "  syncgate account disable u1@example.org\n",
     "", 1, 1, account_disable},
    {"account enable", "ADDRESS", "let an account be used again",
     "Its devices log in and go on where they were.\n\n"
     "  syncgate account enable u1@example.org\n",
     "", 1, 1, account_enable},
    {"account elsewhere", "ADDRESS [URL|none]", "lead the devices of an account to another server",
     "URL is where that server has ActiveSync: https://HOST/Microsoft-Server-ActiveSync. Devices\n"
     "are led there once they have logged in here, by HTTP 451 with X-MS-Location and by\n"
     "Autodiscover. Mail that comes for the account stays here. Prints address and URL, separated\n"
     "by a tab; none: it is served here.\n\n"
     "  syncgate account elsewhere u1@example.org https://b.example/Microsoft-Server-ActiveSync\n",
     "", 1, 2, account_elsewhere},
    {"audit", "[ADDRESS] [--device ID] [--last N]", "who decided what about which device",
     "Prints the last 100 (N) decisions: when, by whom, account, device, what, and more of it,\n"
     "separated by tabs. The newest 100,000 are kept, also of accounts that are gone.\n\n"
     "  syncgate audit u1@example.org --last 20\n",
     "--device= --last=", 0, 1, audit},
};

}  // namespace

std::span<const ProgramCommand> policy_commands() {
    return kCommands;
}

}  // namespace syncgate

#include "gateway/device_commands.h"

#include "gateway/run_call.h"

namespace syncgate {
namespace {

int call_device(const CommandLine& line, const std::string& operation,
                std::map<std::string, std::string> values = {}) {
    values["account"] = line.arguments[0];
    values["device"] = line.arguments[1];
    return run_call(line, {operation, values, {}});
}

int device_list(const CommandLine& line) {
    std::map<std::string, std::string> values;
    if (!line.arguments.empty()) {
        values["account"] = line.arguments[0];
    }
    return run_call(line, {"device-list", values, {}});
}

int device_subscriptions(const CommandLine& line) {
    std::map<std::string, std::string> values;
    if (!line.arguments.empty()) {
        values["account"] = line.arguments[0];
    }
    return run_call(line, {"push-list", values, {}});
}

int device_show(const CommandLine& line) {
    return call_device(line, "device-show",
                       {{"password", line.has("--recovery-password") ? "yes" : ""}});
}

int device_allow(const CommandLine& line) {
    return call_device(line, "device-access", {{"access", "allow"}});
}

int device_quarantine(const CommandLine& line) {
    return call_device(line, "device-access", {{"access", "quarantine"}});
}

int device_block(const CommandLine& line) {
    return call_device(line, "device-access", {{"access", "block"}});
}

int device_by_rule(const CommandLine& line) {
    return call_device(line, "device-access", {{"access", "by-rule"}});
}

int device_wipe(const CommandLine& line) {
    return call_device(line, "device-wipe",
                       {{"account_only", line.has("--account-only") ? "yes" : ""}});
}

int device_unwipe(const CommandLine& line) {
    return call_device(line, "device-unwipe");
}

int device_forget(const CommandLine& line) {
    return call_device(line, "device-forget");
}

int device_resync(const CommandLine& line) {
    return call_device(line, "device-resync");
}

int device_trace(const CommandLine& line) {
    const std::string minutes = line.has("--off") ? "0" : line.value("--minutes");
    return call_device(line, "device-trace", {{"minutes", minutes.empty() ? "60" : minutes}});
}

int device_retry(const CommandLine& line) {
    return call_device(line, "device-retry");
}

int rule_add(const CommandLine& line) {
    return run_call(line,
                    {"rule-add", {{"rule", line.arguments[0]}, {"access", line.arguments[1]}}, {}});
}

int rule_list(const CommandLine& line) {
    return run_call(line, {"rule-list", {}, {}});
}

int rule_remove(const CommandLine& line) {
    return run_call(line, {"rule-remove", {{"number", line.arguments[0]}}, {}});
}

constexpr ProgramCommand kCommands[] = {
    {"device list", "[ADDRESS]",
     "the devices: account, id, type, version, last seen, state, program",
     "Prints one line a device, of one account or of all, with fields separated by tabs. An\n"
     "account that can't be read has a line that says why. States: allowed, quarantined, blocked,\n"
     "wipe pending, account wipe pending, wiped, account wiped.\n\n"
     "  syncgate device list u1@example.org\n",
     "", 0, 1, device_list},
    {"device subscriptions", "[ADDRESS]", "who is told of changes through a push service",
     "Prints one line each, of one account or of all, with fields separated by tabs: account, id,\n"
     "whose address book, its name, the push service, since when and until when.\n\n"
     "  syncgate device subscriptions u1@example.org\n",
     "", 0, 1, device_subscriptions},
    {"device show", "ADDRESS DEVICE [--recovery-password]", "all that is known of a device",
     "Prints one line each, name and value separated by a tab: its state and who says so, its "
     "policy,\n"
     "and what it told of itself. The password that opens a locked device, where the policy keeps\n"
     "one (PasswordRecoveryEnabled), is shown with --recovery-password, and that is audited.\n\n"
     "  syncgate device show u1@example.org ABC123\n",
     "--recovery-password", 2, 2, device_show},
    {"device allow", "ADDRESS DEVICE", "let a device in, whatever the rules say",
     "Out of quarantine it syncs from its next request on.\n\n"
     "  syncgate device allow u1@example.org ABC123\n",
     "", 2, 2, device_allow},
    {"device quarantine", "ADDRESS DEVICE", "show a device one message and nothing else",
     "Its folders go, and an Inbox with a message that explains it stands there instead, until\n"
     "`device allow`.\n\n  syncgate device quarantine u1@example.org ABC123\n",
     "", 2, 2, device_quarantine},
    {"device block", "ADDRESS DEVICE", "refuse a device",
     "What it holds stays on it: see `device wipe`. If it waits, it is told at once.\n\n"
     "  syncgate device block u1@example.org ABC123\n",
     "", 2, 2, device_block},
    {"device by-rule", "ADDRESS DEVICE", "take back allow, quarantine or block",
     "The device is judged by `device rule list` again.\n\n"
     "  syncgate device by-rule u1@example.org ABC123\n",
     "", 2, 2, device_by_rule},
    {"device wipe", "ADDRESS DEVICE [--account-only]", "have a lost device erase itself",
     "The device is told at its next request, of whatever kind, and refused everything else until "
     "it\n"
     "says that it did; then it stays refused until `device unwipe`. Without --account-only ALL of "
     "the\n"
     "device is erased, also what is not from here. --account-only removes this account's data, "
     "and\n"
     "needs a device that speaks 16.1. A program that does not know policies (Outlook) does not "
     "know\n"
     "wipes: it is only refused.\n\n  syncgate device wipe u1@example.org ABC123\n",
     "--account-only", 2, 2, device_wipe},
    {"device unwipe", "ADDRESS DEVICE", "take a wipe back, or let a wiped device return",
     "Takes back what the device has not been told yet. It takes its policy and syncs anew.\n\n"
     "  syncgate device unwipe u1@example.org ABC123\n",
     "", 2, 2, device_unwipe},
    {"device forget", "ADDRESS DEVICE", "forget a device",
     "What the server keeps for it goes; it starts anew when it comes back. One that is blocked, "
     "to be\n"
     "wiped or wiped is not forgotten, or it would be let in.\n\n"
     "  syncgate device forget u1@example.org ABC123\n",
     "", 2, 2, device_forget},
    {"device resync", "ADDRESS DEVICE", "have a device sync everything anew",
     "Its policy, layers and state stay.\n\n  syncgate device resync u1@example.org ABC123\n", "",
     2, 2, device_resync},
    {"device trace", "ADDRESS DEVICE [--minutes N] [--off]",
     "write down what a device does, decoded",
     "Every request and answer of the device as XML, values of bodies shortened, passwords "
     "masked,\n"
     "for N minutes (60), in DIR/traces/.\n\n  syncgate device trace u1@example.org ABC123\n",
     "--minutes= --off", 2, 2, device_trace},
    {"device retry", "ADDRESS DEVICE", "send a device again what was set aside for it",
     "An item that a device asked for again and again without getting past it is shown to it as a\n"
     "note. This sends the items themselves once more, and names them.\n\n"
     "  syncgate device retry u1@example.org ABC123\n",
     "", 2, 2, device_retry},
    {"device rule add", "SUBJECT=PATTERN allow|quarantine|block", "judge devices by what they are",
     "Rules are tried in the order in which they were added, and the first that fits counts; a "
     "device\n"
     "that none fits is allowed. What `device allow`, `quarantine` and `block` say of one device "
     "goes\n"
     "first. SUBJECT is type (DeviceType), os, model (as the device tells them, a moment after it "
     "came),\n"
     "agent (the program), or count: with count=5 it fits devices of an account that already had\n"
     "five. PATTERN: * stands for anything, ? for one character.\n\n"
     "  syncgate device rule add type=Android* allow\n"
     "  syncgate device rule add count=5 block\n"
     "  syncgate device rule add 'type=*' quarantine       # all others\n",
     "", 2, 2, rule_add},
    {"device rule list", "", "the rules in their order",
     "Prints number, rule and what it says, separated by tabs.\n\n  syncgate device rule list\n",
     "", 0, 0, rule_list},
    {"device rule remove", "NUMBER", "take a rule away",
     "Devices are judged by the others from then on.\n\n  syncgate device rule remove 3\n", "", 1,
     1, rule_remove},
};

}  // namespace

std::span<const ProgramCommand> device_commands() {
    return kCommands;
}

}  // namespace syncgate

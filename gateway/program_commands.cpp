#include "gateway/program_commands.h"

#include <algorithm>
#include <fstream>
#include <iostream>
#include <iterator>
#include <vector>

#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include "base/text.h"
#include "formats/mime/message_index.h"
#include "gateway/alias_commands.h"
#include "gateway/certificate_commands.h"
#include "gateway/config.h"
#include "gateway/contacts_commands.h"
#include "gateway/device_commands.h"
#include "gateway/executor.h"
#include "gateway/layer_commands.h"
#include "gateway/message_files.h"
#include "gateway/outbox_commands.h"
#include "gateway/policy_commands.h"
#include "gateway/run_call.h"
#include "gateway/share_commands.h"
#include "gateway/store_commands.h"
#include "gateway/store_copy_commands.h"

namespace syncgate {
namespace {

// From standard input to its end, or asked for without echo.
std::string read_password(const CommandLine& line) {
    if (line.has("--password-stdin") || isatty(STDIN_FILENO) == 0) {
        return {std::istreambuf_iterator<char>(std::cin), {}};
    }
    termios shown{};
    tcgetattr(STDIN_FILENO, &shown);
    termios hidden = shown;
    hidden.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden);
    std::cerr << "Password: " << std::flush;
    std::string password;
    std::getline(std::cin, password);
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &shown);
    std::cerr << "\n";
    return password;
}

int domain_add(const CommandLine& line) {
    mkdir(line.data.c_str(), 0700);  // the first command makes the folder; usually it is there
    return run_call(line, {"domain-add", {{"name", line.arguments[0]}}, {}});
}

int domain_list(const CommandLine& line) {
    return run_call(line, {"domain-list", {}, {}});
}

int account_add(const CommandLine& line) {
    const std::string password = read_password(line);
    return run_call(line, {"account-add", {{"account", line.arguments[0]}}, password});
}

int account_list(const CommandLine& line) {
    return run_call(line, {"account-list", {}, {}});
}

int account_password(const CommandLine& line) {
    const std::string password = read_password(line);
    return run_call(line, {"account-password", {{"account", line.arguments[0]}}, password});
}

int account_name(const CommandLine& line) {
    return run_call(line, {"account-name",
                           {{"account", line.arguments[0]},
                            {"name", line.arguments.size() > 1 ? line.arguments[1] : ""}},
                           {}});
}

int account_delete(const CommandLine& line) {
    return run_call(line, {"account-delete", {{"account", line.arguments[0]}}, {}});
}

int account_quota(const CommandLine& line) {
    return run_call(line, {"account-quota",
                           {{"account", line.arguments[0]},
                            {"bytes", line.value("--bytes")},
                            {"items", line.value("--items")}},
                           {}});
}

int account_recover(const CommandLine& line) {
    return run_call(line, {"account-recover",
                           {{"account", line.arguments[0]},
                            {"version", line.arguments.size() > 1 ? line.arguments[1] : ""},
                            {"show", line.has("--show") ? "yes" : ""}},
                           {}});
}

int account_collected(const CommandLine& line) {
    return run_call(line, {"account-collected",
                           {{"account", line.arguments[0]},
                            {"state", line.arguments.size() > 1 ? line.arguments[1] : ""},
                            {"clear", line.has("--clear") ? "yes" : ""}},
                           {}});
}

int check(const CommandLine& line) {
    if (!line.has("--alive")) {
        return run_call(line, {"check", {}, {}});
    }
    auto client = admin::AdminClient::connect(line.data / "socket");
    if (!client) {
        return failed(client.error().detail);
    }
    auto done = (*client)->run({"alive", {}, {}});
    return done ? 0 : failed(done.error().detail);
}

int import_messages(const CommandLine& line) {
    mime::init();
    auto executor = Executor::open(line.data, line.database);
    if (!executor) {
        return failed(executor.error().detail);
    }
    const std::string target = line.has("--folder") ? line.value("--folder") : "Inbox";
    int imported = 0;
    int refused = 0;
    const auto refuse = [&](const std::string& source, const Error& error) {
        std::cerr << source << ": " << error.detail << "\n";
        ++refused;
    };
    const auto visit = [&](const std::string& source, Result<MessageFile> message) {
        if (!message) {
            refuse(source, message.error());
            return;
        }
        // A folder of the archive stands beside the target, unless the target was named.
        std::string folder = message->folder.empty() ? target : message->folder;
        if (line.has("--folder") && !message->folder.empty()) {
            folder = target + "/" + message->folder;
        }
        admin::Call call{"message-import",
                         {{"account", line.arguments[0]},
                          {"folder", folder},
                          {"flags", std::to_string(message->flags)},
                          {"received", std::to_string(message->received)}},
                         message->bytes};
        auto done = (*executor)->run(call);
        if (done) {
            ++imported;
        } else {
            refuse(source, done.error());
        }
    };
    for (std::size_t i = 1; i < line.arguments.size(); ++i) {
        if (auto walked = visit_messages(line.arguments[i], visit); !walked) {
            std::cerr << "syncgate: " << walked.error().detail << "\n";
            ++refused;
        }
    }
    std::cout << imported << " messages imported";
    if (refused > 0) {
        std::cout << ", " << refused << " not";
    }
    std::cout << "\n";
    return refused > 0 ? 1 : 0;
}

// "Projects/2026" as a path below `root` that cannot leave it.
std::filesystem::path safe_path(const std::filesystem::path& root, std::string_view folder) {
    std::filesystem::path path = root;
    for (const auto part : split(folder, '/')) {
        path /= part == "." || part == ".." ? "_" + std::string(part) : std::string(part);
    }
    return path;
}

int export_messages(const CommandLine& line) {
    auto executor = Executor::open(line.data, line.database);
    if (!executor) {
        return failed(executor.error().detail);
    }
    const std::string& account = line.arguments[0];
    auto list = (*executor)->run({"message-list", {{"account", account}}, {}});
    if (!list) {
        return failed(list.error().detail);
    }
    int exported = 0;
    for (const auto row : split(*list, '\n')) {
        const auto fields = split(row, '\t');
        if (fields.size() != 5) {
            continue;
        }
        auto message = (*executor)->run({"message-get",
                                         {{"account", account},
                                          {"collection", std::string(fields[0])},
                                          {"uid", std::string(fields[1])}},
                                         {}});
        if (!message && message.error().code == ErrorCode::kNotFound) {
            continue;  // deleted or moved since it was listed
        }
        if (!message) {
            return failed(message.error().detail);
        }
        const auto folder = safe_path(line.arguments[1], fields[4]);
        std::filesystem::create_directories(folder);
        const auto file = folder / (std::string(fields[1]) + ".eml");
        std::ofstream out(file, std::ios::binary);
        out << *message << std::flush;
        if (!out) {
            return failed("cannot write " + file.string());
        }
        ++exported;
    }
    std::cout << exported << " messages exported to " << line.arguments[1] << "\n";
    return 0;
}

int config_show(const CommandLine& line) {
    auto config = load_config(line.value("--config"), process_environment());
    if (!config) {
        return failed(config.error().detail);
    }
    std::cout << show_config(*config);
    return 0;
}

constexpr std::size_t kAny = 100'000;

constexpr ProgramCommand kCommands[] = {
    {"serve",
     "[--config FILE] [--https ADDR:PORT] [--http ADDR:PORT] [--lmtp ADDR:PORT] "
     "[--relay HOST:PORT] [--ready-file FILE]",
     "serve phones and take mail",
     "Serves until SIGTERM or Ctrl-C (graceful, within 10 s); SIGHUP loads certificates again.\n"
     "Options override the configuration. Port 0 takes a free one; the ready file appears when "
     "all\n"
     "listeners answer, has a line `name address` for each, and goes when the server stops.\n\n"
     "  syncgate serve --https 0.0.0.0:443 --lmtp 127.0.0.1:24 --relay mail.example.org:25\n",
     "--config= --https= --http= --lmtp= --relay= --ready-file=", 0, 0, run_serve},
    {"domain add", "NAME", "take mail for a domain",
     "Accounts are addresses of a domain that was added.\n\n  syncgate domain add example.org\n",
     "", 1, 1, domain_add},
    {"domain list", "", "the domains, one a line",
     "Prints the domains that mail is taken for, in the order of their names, one a line.\n\n"
     "  syncgate domain list\n",
     "", 0, 0, domain_list},
    {"account add", "ADDRESS [--password-stdin]", "make an account",
     "Makes the account with its mail folders. The password comes from standard input, or is "
     "asked\n"
     "for; it is never an argument, where others could read it. Login is the whole address, or "
     "the\n"
     "part before the @ while only one domain has it.\n\n"
     "  echo secret | syncgate account add u1@example.org --password-stdin\n",
     "--password-stdin", 1, 1, account_add},
    {"account list", "", "the accounts: address, state, day of making, name",
     "Prints one line an account with four fields, separated by tabs: address, enabled or\n"
     "disabled, the day on which it was made, and its name.\n\n"
     "  syncgate account list\n",
     "", 0, 0, account_list},
    {"account name", "ADDRESS [NAME]", "what people call an account",
     "Address lists show the name, and find the account by its words. Without NAME it has none,\n"
     "and is shown and found by what stands before the @.\n\n"
     "  syncgate account name jane@example.org \"Jane Doe\"\n",
     "", 1, 2, account_name},
    {"account password", "ADDRESS [--password-stdin]", "change a password",
     "Every device of the account must log in anew.\n\n"
     "  echo secret | syncgate account password u1@example.org --password-stdin\n",
     "--password-stdin", 1, 1, account_password},
    {"account delete", "ADDRESS", "delete an account and all that it holds",
     "There is no way back but a backup. Mail of it that waits for the relay goes, too.\n\n  "
     "syncgate account delete u1@example.org\n",
     "", 1, 1, account_delete},
    {"account quota", "ADDRESS [--bytes N] [--items N]", "what an account holds and may hold",
     "Prints two lines, bytes and items, each with what there is and what may be. N is a number, "
     "0\n"
     "for unlimited, or default for what `[store]` of the configuration says. What is there "
     "stays;\n"
     "what comes and does not fit is refused, after Trash gave up its oldest.\n\n"
     "  syncgate account quota u1@example.org --bytes 2000000000\n",
     "--bytes= --items=", 1, 1, account_quota},
    {"account recover", "ADDRESS [VERSION] [--show]", "versions of items that lost, and back",
     "Lists what lost against another change in the last 30 days: its number, when, how, which\n"
     "device, folder, size and name, separated by tabs. With a number that version is the item's\n"
     "again, and what the item was is kept in turn; with --show it is only printed.\n\n"
     "  syncgate account recover u1@example.org\n"
     "  syncgate account recover u1@example.org 12\n",
     "--show", 1, 2, account_recover},
    {"account collected", "ADDRESS [on|off] [--clear]", "whom an account wrote to",
     "Those whom the account wrote to last, at most 1,000, are offered to its devices when they "
     "look\n"
     "for somebody, behind accounts and contacts; whoever is saved as a contact leaves the list.\n"
     "`off`: nobody is noted from now on, and what is there stays until --clear removes it.\n"
     "Prints on or off in a line, then one line for each with three fields, separated by tabs:\n"
     "address, when it was written to last, and the name. The latest comes first.\n\n"
     "  syncgate account collected u1@example.org\n"
     "  syncgate account collected u1@example.org off --clear\n",
     "--clear", 1, 2, account_collected},
    {"import", "ADDRESS PATH... [--folder NAME]", "put messages into an account",
     "PATH is an .eml file, a folder of them, a maildir (with its folders), an mbox, or a .zip of\n"
     ".eml files (with its folders). NAME is where they go (Inbox); it is made when it is not "
     "there,\n"
     "\"A/B\" is B inside A. Flags of a maildir and an mbox stay. What cannot be read, is damaged\n"
     "or over 50 MB is named and the rest goes on (exit 1).\n\n"
     "  syncgate import u1@example.org ~/Maildir\n"
     "  syncgate import u1@example.org old.mbox --folder Archive/2020\n",
     "--folder=", 2, kAny, import_messages},
    {"export", "ADDRESS DIR", "write an account's mail as .eml files",
     "One folder for each mail folder, one file UID.eml for each message, byte for byte.\n\n"
     "  syncgate export u1@example.org backup/u1\n",
     "", 2, 2, export_messages},
    {"check", "[--alive]", "look whether the store is whole",
     "Reads every account: the database's own check, and whether each message has its bytes.\n"
     "--alive only asks whether a server answers (for a container's health check).\n\n"
     "  syncgate check\n",
     "--alive", 0, 0, check},
    {"config show", "[--config FILE]", "every setting, its default and what it means",
     "Prints a file that loads.\n\n  syncgate config show > syncgate.toml\n", "--config=", 0, 0,
     config_show},
};

}  // namespace

std::span<const ProgramCommand> program_commands() {
    // In help, commands with the same first word stand together.
    static const auto all = [] {
        std::vector<ProgramCommand> joined(std::begin(kCommands), std::end(kCommands));
        for (const auto more :
             {alias_commands(), certificate_commands(), contacts_commands(), device_commands(),
              layer_commands(), policy_commands(), outbox_commands(), share_commands(),
              store_commands(), store_copy_commands()}) {
            for (const auto& command : more) {
                const auto word = command.name.substr(0, command.name.find(' ') + 1);
                const auto last = std::find_if(
                    joined.rbegin(), joined.rend(),
                    [&](const ProgramCommand& each) { return each.name.starts_with(word); });
                joined.insert(last == joined.rend() ? joined.end() : last.base(), command);
            }
        }
        return joined;
    }();
    return all;
}

}  // namespace syncgate

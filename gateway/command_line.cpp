#include "gateway/command_line.h"

#include <algorithm>
#include <cstdlib>
#include <iostream>

#include <sys/stat.h>

#include "base/text.h"
#include "gateway/program_commands.h"

namespace syncgate {
namespace {

constexpr std::string_view kVersion = "syncgate 0.1.0\n";

void print_help(std::ostream& out) {
    out << "usage: syncgate [--data DIR] COMMAND [ARGUMENT]...\n\n"
           "A mobile sync server: mail on phones over Exchange ActiveSync.\n\n";
    std::size_t width = 0;
    for (const auto& command : program_commands()) {
        width = std::max(width, command.name.size());
    }
    for (const auto& command : program_commands()) {
        out << "  " << command.name << std::string(width + 2 - command.name.size(), ' ')
            << command.summary << "\n";
    }
    out << "\n  --data DIR  where everything is kept (default: $SYNCGATE_DATA, else ./data)\n"
           "  --database CONNINFO  a PostgreSQL database to keep mail in, instead of files in "
           "DIR;\n"
           "              several servers may share it. DIR remembers it.\n"
           "  `syncgate COMMAND --help` tells more. All but serve work while a server runs on the\n"
           "  same DIR.\n\n"
           "To begin:\n"
           "  syncgate domain add example.org\n"
           "  syncgate account add u1@example.org --password-stdin\n"
           "  syncgate serve --https 0.0.0.0:8443 --lmtp 127.0.0.1:8024\n";
}

void print_help(std::ostream& out, const ProgramCommand& command) {
    out << "usage: syncgate [--data DIR] " << command.name << (command.arguments.empty() ? "" : " ")
        << command.arguments << "\n\n"
        << command.help << "\n";
}

int misused(const std::string& what) {
    std::cerr << "syncgate: " << what << "\n";
    return 2;
}

// "account": ", but account add, account list".
std::string others_of(const std::string& group) {
    std::string names;
    for (const auto& command : program_commands()) {
        if (command.name.starts_with(group + " ")) {
            names += (names.empty() ? ", but " : ", ") + std::string(command.name);
        }
    }
    return names;
}

// The command that the words begin with; how many words name it.
const ProgramCommand* find(const std::vector<std::string>& words, std::size_t& used) {
    const ProgramCommand* found = nullptr;
    for (const auto& command : program_commands()) {
        const auto names = split(command.name, ' ');
        const bool fits =
            names.size() <= words.size() && std::equal(names.begin(), names.end(), words.begin());
        if (fits && (found == nullptr || names.size() > used)) {
            found = &command;
            used = names.size();
        }
    }
    return found;
}

// Whether the command takes the option, and with a value.
enum class Taken { kNo, kAlone, kWithValue };
Taken takes(const ProgramCommand& command, std::string_view option) {
    for (const auto each : split(command.options, ' ')) {
        if (each == option) {
            return Taken::kAlone;
        }
        if (each.ends_with('=') && each.substr(0, each.size() - 1) == option) {
            return Taken::kWithValue;
        }
    }
    return Taken::kNo;
}

std::string from_environment(const char* name, const char* otherwise) {
    const char* value = std::getenv(name);
    return value == nullptr || *value == '\0' ? otherwise : value;
}

// Reads what follows the command's name into `line`; what is wrong with it, or "".
std::string parse(const ProgramCommand& command, const std::vector<std::string>& words,
                  CommandLine& line) {
    bool only_arguments = false;
    for (std::size_t i = 0; i < words.size(); ++i) {
        const std::string& word = words[i];
        if (only_arguments || word.size() < 3 || !word.starts_with("--")) {
            if (word == "--") {
                only_arguments = true;
            } else {
                line.arguments.push_back(word);
            }
            continue;
        }
        const auto equals = word.find('=');
        const std::string option = word.substr(0, equals);
        const Taken taken = takes(command, option);
        if (taken == Taken::kNo) {
            return "there is no option " + option;
        }
        if (taken == Taken::kAlone) {
            line.options[option] = "";
        } else if (equals != std::string::npos) {
            line.options[option] = word.substr(equals + 1);
        } else if (i + 1 < words.size()) {
            line.options[option] = words[++i];
        } else {
            return option + " wants a value";
        }
    }
    if (line.arguments.size() < command.least) {
        return "too few arguments";
    }
    return line.arguments.size() > command.most ? "too many arguments" : std::string();
}

// Takes an option that every command has out, wherever it stands; the last one counts.
Result<std::string> take_option(std::vector<std::string>& words, std::string_view option,
                                std::string value) {
    for (auto it = words.begin(); it != words.end();) {
        if (*it == option) {
            if (it + 1 == words.end()) {
                return Error{ErrorCode::kMalformed, std::string(option) + " wants a value"};
            }
            value = *(it + 1);
            it = words.erase(it, it + 2);
        } else if (it->starts_with(std::string(option) + "=")) {
            value = it->substr(option.size() + 1);
            it = words.erase(it);
        } else {
            ++it;
        }
    }
    return value;
}

}  // namespace

int run_program(const std::vector<std::string>& arguments) {
    umask(077);  // mail and keys: what is written is for its owner alone
    std::vector<std::string> words = arguments;
    const auto data = take_option(words, "--data", from_environment("SYNCGATE_DATA", "data"));
    const auto database =
        take_option(words, "--database", from_environment("SYNCGATE_STORE_DATABASE", ""));
    if (!data || !database) {
        return misused(data ? database.error().detail : data.error().detail);
    }
    bool help = std::any_of(words.begin(), words.end(), [](const std::string& word) {
        return word == "--help" || word == "-h";
    });
    if (words.empty()) {
        print_help(std::cerr);
        return 2;
    }
    if (words.front() == "help") {
        words.erase(words.begin());
        help = true;
    }
    if (words.empty() || words.front() == "--help" || words.front() == "-h") {
        print_help(std::cout);
        return 0;
    }
    if (words.front() == "--version" || words.front() == "version") {
        std::cout << kVersion;
        return 0;
    }
    std::size_t used = 0;
    const auto* command = find(words, used);
    if (command == nullptr) {
        return misused("there is no command " + words.front() + others_of(words.front()) +
                       "; see syncgate --help");
    }
    if (help) {
        print_help(std::cout, *command);
        return 0;
    }
    words.erase(words.begin(), words.begin() + static_cast<std::ptrdiff_t>(used));
    CommandLine line;
    line.data = *data;
    line.database = *database;
    if (const auto wrong = parse(*command, words, line); !wrong.empty()) {
        print_help(std::cerr, *command);
        return misused(std::string(command->name) + ": " + wrong);
    }
    return command->run(line);
}

}  // namespace syncgate

// `syncgate [--data DIR] [--database CONNINFO] COMMAND ...`.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace syncgate {

struct CommandLine {
    std::filesystem::path data;
    std::string database;                        // as --database gave it
    std::vector<std::string> arguments;          // without options
    std::map<std::string, std::string> options;  // "--folder" -> "Sent"; "" for those without value
    [[nodiscard]] bool has(const std::string& option) const { return options.contains(option); }
    [[nodiscard]] std::string value(const std::string& option) const {
        const auto it = options.find(option);
        return it == options.end() ? std::string() : it->second;
    }
};

struct ProgramCommand {
    std::string_view name;       // "account add"
    std::string_view arguments;  // "ADDRESS --password-stdin"
    std::string_view summary;    // one line
    std::string_view help;       // what it does, with examples
    std::string_view options;    // those it takes, with '=' when they want a value, by blanks
    std::size_t least, most;     // arguments
    int (*run)(const CommandLine& line);
};

// Runs the program; the exit status: 0 well, 1 it failed, 2 it was called wrongly.
int run_program(const std::vector<std::string>& arguments);

}  // namespace syncgate

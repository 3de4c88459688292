#include "gateway/certificate_commands.h"

#include <fstream>

#include "gateway/message_file.h"
#include "gateway/run_call.h"

namespace syncgate {
namespace {

int certificate_add(const CommandLine& line) {
    const std::string& path = line.arguments[1];
    std::ifstream in(path, std::ios::binary);
    const auto file = read_bounded(in);
    if (!in.eof() || !file) {
        return failed("cannot read " + path);
    }
    return run_call(line, {"certificate-add", {{"account", line.arguments[0]}}, *file});
}

int certificate_list(const CommandLine& line) {
    return run_call(line, {"certificate-list", {{"account", line.arguments[0]}}, {}});
}

int certificate_remove(const CommandLine& line) {
    return run_call(line, {"certificate-remove",
                           {{"account", line.arguments[0]}, {"fingerprint", line.arguments[1]}},
                           {}});
}

constexpr ProgramCommand kCommands[] = {
    {"certificate add", "ADDRESS FILE", "give an account a certificate for encrypted mail",
     "Who writes to the account from here is offered it: phones encrypt with it. FILE is PEM, "
     "with\n"
     "one certificate or several, or DER; a key in it is not read. At most 10 an account.\n\n"
     "  syncgate certificate add u1@example.org u1.pem\n",
     "", 2, 2, certificate_add},
    {"certificate list", "ADDRESS", "the certificates of an account",
     "Prints a line for each, with tabs between: fingerprint (SHA-256), until when it counts, its\n"
     "mail addresses, its subject.\n\n"
     "  syncgate certificate list u1@example.org\n",
     "", 1, 1, certificate_list},
    {"certificate remove", "ADDRESS FINGERPRINT", "take a certificate from an account",
     "  syncgate certificate remove u1@example.org 5f70bf18a086007016e948b04aed3b82...\n", "", 2, 2,
     certificate_remove},
};

}  // namespace

std::span<const ProgramCommand> certificate_commands() {
    return kCommands;
}

}  // namespace syncgate

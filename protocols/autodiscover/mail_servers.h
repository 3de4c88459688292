// Servers of mail that an administrator runs beside this one, and wants to be found with it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace syncgate::autodiscover {

// Each HOST:PORT; "": there is none.
struct MailServers {
    std::string imap, pop3, submission;

    [[nodiscard]] bool empty() const { return imap.empty() && pop3.empty() && submission.empty(); }
};

// One of them, as the documents name it.
struct MailServer {
    std::string_view outlook;     // Type in Outlook's schema: MS-OXDSCLI 2.2.4.1.1.2.6.22
    std::string_view autoconfig;  // type in Mozilla's format
    bool outgoing;
    std::string_view host, port;
    // It begins in plain text and changes over with STARTTLS; else TLS comes first. The port tells:
    // RFC 8314 3.3, RFC 6409 3.1.
    bool starts_in_plain;
};

// Those that there are, those that mail is read from first. They view `servers`.
std::vector<MailServer> named(const MailServers& servers);

}  // namespace syncgate::autodiscover

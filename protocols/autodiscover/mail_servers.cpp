#include "protocols/autodiscover/mail_servers.h"

#include <algorithm>

namespace syncgate::autodiscover {
namespace {

struct Kind {
    std::string MailServers::*place;
    std::string_view outlook, autoconfig;
    bool outgoing = false;
};
constexpr Kind kKinds[] = {
    {&MailServers::imap, "IMAP", "imap"},
    {&MailServers::pop3, "POP3", "pop3"},
    {&MailServers::submission, "SMTP", "smtp", true},
};

constexpr std::string_view kPlainPorts[] = {"143", "110", "587", "25"};

}  // namespace

std::vector<MailServer> named(const MailServers& servers) {
    std::vector<MailServer> found;
    for (const auto& kind : kKinds) {
        const std::string_view place = servers.*kind.place;
        if (place.empty()) {
            continue;
        }
        const auto colon = place.rfind(':');
        const auto port = place.substr(colon + 1);
        const bool plain = std::find(std::begin(kPlainPorts), std::end(kPlainPorts), port) !=
                           std::end(kPlainPorts);
        found.push_back(
            {kind.outlook, kind.autoconfig, kind.outgoing, place.substr(0, colon), port, plain});
    }
    return found;
}

}  // namespace syncgate::autodiscover

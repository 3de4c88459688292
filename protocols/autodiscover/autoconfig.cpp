#include "protocols/autodiscover/autoconfig.h"

#include "formats/xml/element.h"
#include "protocols/autodiscover/hosts.h"

namespace syncgate::autodiscover {
namespace {

std::string mail_server(const MailServer& server) {
    const std::string element = server.outgoing ? "outgoingServer" : "incomingServer";
    return "    <" + element + " type=\"" + std::string(server.autoconfig) +
           "\">\n      <hostname>" + xml::escape(server.host) + "</hostname>\n      <port>" +
           xml::escape(server.port) + "</port>\n      <socketType>" +
           (server.starts_in_plain ? "STARTTLS" : "SSL") +
           "</socketType>\n      <username>%EMAILADDRESS%</username>\n"
           "      <authentication>password-cleartext</authentication>\n    </" +
           element + ">\n";
}

std::string mail_servers(const std::vector<MailServer>& servers, bool outgoing) {
    std::string text;
    for (const auto& server : servers) {
        if (server.outgoing == outgoing) {
            text += mail_server(server);
        }
    }
    return text;
}

}  // namespace

std::string render_autoconfig(std::string_view domain, std::string_view host,
                              const MailServers& servers) {
    const auto all = named(servers);
    const std::string name = xml::escape(domain);
    return "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<clientConfig version=\"1.1\">\n"
           "  <emailProvider id=\"" +
           name + "\">\n    <domain>" + name + "</domain>\n    <displayName>" + name +
           "</displayName>\n    <displayShortName>" + name + "</displayShortName>\n" +
           mail_servers(all, false) + "    <incomingServer type=\"exchange\">\n      <hostname>" +
           xml::escape(name_of(host)) + "</hostname>\n      <port>" + xml::escape(port_of(host)) +
           "</port>\n      <socketType>SSL</socketType>\n"
           "      <username>%EMAILADDRESS%</username>\n"
           "      <authentication>password-cleartext</authentication>\n      <easURL>https://" +
           xml::escape(host) + "/Microsoft-Server-ActiveSync</easURL>\n    </incomingServer>\n" +
           mail_servers(all, true) +
           "  </emailProvider>\n"
           "</clientConfig>\n";
}

}  // namespace syncgate::autodiscover

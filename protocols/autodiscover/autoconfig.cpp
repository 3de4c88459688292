#include "protocols/autodiscover/autoconfig.h"

#include "formats/xml/element.h"
#include "protocols/autodiscover/hosts.h"

namespace syncgate::autodiscover {

std::string render_autoconfig(std::string_view domain, std::string_view host) {
    const std::string name = xml::escape(domain);
    return "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<clientConfig version=\"1.1\">\n"
           "  <emailProvider id=\"" +
           name + "\">\n    <domain>" + name + "</domain>\n    <displayName>" + name +
           "</displayName>\n    <displayShortName>" + name +
           "</displayShortName>\n"
           "    <incomingServer type=\"exchange\">\n      <hostname>" +
           xml::escape(name_of(host)) + "</hostname>\n      <port>" + xml::escape(port_of(host)) +
           "</port>\n      <socketType>SSL</socketType>\n"
           "      <username>%EMAILADDRESS%</username>\n"
           "      <authentication>password-cleartext</authentication>\n      <easURL>https://" +
           xml::escape(host) +
           "/Microsoft-Server-ActiveSync</easURL>\n    </incomingServer>\n  </emailProvider>\n"
           "</clientConfig>\n";
}

}  // namespace syncgate::autodiscover

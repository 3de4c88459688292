// Under which name clients reach this server: what answers of Autodiscover lead them to.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/exchange.h"

namespace syncgate::autodiscover {

// "mail.example.org" or "mail.example.org:8443": letters of host names, and a port.
bool is_host(std::string_view text);

// Its two halves; the port is 443 unless it has one.
std::string_view name_of(std::string_view host);
std::string_view port_of(std::string_view host);

// What follows the last '@', in lower case; "" without one.
std::string domain_of(std::string_view address);

// Of the public `hosts` the one that is `domain` or stands in it, else the first; with none the
// host that the request named, without its port when that was the port of plain HTTP, or "".
std::string host_for(const std::vector<std::string>& hosts, std::string_view domain,
                     const Request& request);

// Whether the client's end of it was TLS, as far as we or the proxy before us can tell.
bool came_over_tls(const Request& request);

}  // namespace syncgate::autodiscover

// Which addresses are anybody's on the Internet: what a client names must not lead to what this
// machine alone can reach.
#pragma once

struct sockaddr;

namespace syncgate::adapters {

// False for loopback, private networks, link-local, multicast, and whatever else the registries
// keep from the Internet or lead elsewhere through a translator.
// Source: IANA's registries of special-purpose addresses, RFC 6890.
bool is_public(const sockaddr& address);

}  // namespace syncgate::adapters

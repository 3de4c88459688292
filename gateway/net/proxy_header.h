// The PROXY protocol, version 2: how a proxy in front names its client.
//
// Source: "The PROXY protocol, Versions 1 & 2" (haproxy), section 2.2.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.h"

namespace syncgate::net {

struct ProxyHeader {
    std::size_t size = 0;  // of the whole header; 0: more bytes are needed
    std::string address;   // "": the proxy speaks for itself (LOCAL), or of no IP family
    bool tls = false;      // the client came to the proxy by TLS
};

inline constexpr std::size_t kProxyHeaderMost = 2048;

// Errors: kMalformed (not version 2, or over kProxyHeaderMost).
Result<ProxyHeader> read_proxy_header(std::string_view input);

}  // namespace syncgate::net

// What a listener stands for, and what it hands to a loop.
#pragma once

#include <chrono>

#include <sys/socket.h>

#include "model/tls_source.h"

namespace syncgate::net {

class AddressList;
class DriverFactory;

// Outlives its connections.
struct Endpoint {
    DriverFactory* drivers = nullptr;
    TlsSource* tls = nullptr;              // from the first byte
    const AddressList* proxies = nullptr;  // who begins with a PROXY header
    std::chrono::milliseconds handshake_timeout{10'000};
    bool local = false;     // the administration socket: no cap holds it
    bool reserved = false;  // served from a reserve beyond the cap: what the others depend on
};

// Already counted in Traffic.
struct Accepted {
    int fd = -1;
    const Endpoint* endpoint = nullptr;
    sockaddr_storage from{};
};

}  // namespace syncgate::net

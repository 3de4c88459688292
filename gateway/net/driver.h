// The inside of a connection: what a protocol does with its bytes. Everything here happens on the
// connection's loop.
#pragma once

#include <memory>
#include <string_view>

#include "gateway/net/exchange_handle.h"
#include "model/exchange.h"

namespace syncgate::net {

class Connection;

// What a worker sends to the exchange that it worked for.
class Payload {
  public:
    virtual ~Payload() = default;
    // Instead of Driver::delivered(), when the exchange is no more. On any thread.
    virtual void dropped() noexcept {}
};

class Driver {
  public:
    virtual ~Driver() = default;

    virtual void opened() = 0;  // the handshake, if any, is done
    virtual void received(std::string_view bytes) = 0;
    virtual void ended() = 0;      // the peer sends no more; once
    virtual void drained() = 0;    // all output has gone to the kernel
    virtual void timed_out() = 0;  // the deadline passed
    virtual void delivered(std::unique_ptr<Payload> payload) = 0;
    virtual void woken(Wake why) = 0;
    virtual void stopping() = 0;  // the server stops: end as soon as is polite
    virtual void closed() = 0;    // the last call
};

// Thread-safe.
class DriverFactory {
  public:
    virtual ~DriverFactory() = default;
    // The connection outlives its driver.
    virtual std::unique_ptr<Driver> make(Connection& connection) = 0;
};

}  // namespace syncgate::net

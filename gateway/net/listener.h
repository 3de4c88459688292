// A listening socket in one loop; what it accepts goes to all loops in turn.
#pragma once

#include <string>
#include <vector>

#include "gateway/net/accepted.h"
#include "gateway/net/address.h"
#include "gateway/net/event_loop.h"

namespace syncgate::net {

// Bound and listening. Errors: kUnavailable.
Result<int> listen_tcp(const SocketAddress& address);

// Mode 0600; a socket left at the path is replaced. Errors: kUnavailable.
Result<int> listen_unix(const std::string& path);

Result<SocketAddress> bound_address(int fd);

// Lives on the thread of its first loop between open() and close().
class Listener final : public Pollable, private Timer {
  public:
    // Takes the socket. `loops` outlive it.
    Listener(int fd, const Endpoint& endpoint, std::vector<EventLoop*> loops);
    ~Listener() override;

    void open();
    void close();

    void ready(std::uint32_t events) override;

  private:
    void expired() override { open(); }
    void rest(std::chrono::milliseconds wait);
    void hand_over(int fd, const sockaddr_storage& from);

    int fd_;
    const Endpoint& endpoint_;
    std::vector<EventLoop*> loops_;
    std::size_t turn_ = 0;
};

}  // namespace syncgate::net

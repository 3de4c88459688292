// One socket: its transport, its output, its deadline and its driver. While it is idle it holds no
// heap of its own, so that ten thousand waiting phones cost what OpenSSL and the kernel need.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "gateway/net/accepted.h"
#include "gateway/net/driver.h"
#include "gateway/net/event_loop.h"
#include "gateway/net/transport.h"
#include "model/exchange.h"

namespace syncgate::net {

class Connection final : public Pollable, private Timer {
  public:
    // Takes the socket.
    Connection(EventLoop& loop, std::uint32_t slot, const Accepted& accepted) noexcept;
    ~Connection() override;

    void open(const sockaddr_storage& from);  // the driver is made and the handshake begins
    void stop();                              // the server stops

    // For the driver.
    void send(std::string bytes);
    [[nodiscard]] std::size_t unsent() const { return out_.size() - sent_; }
    void pause_input(bool paused);
    // At most kRecord bytes a read: the driver keeps what comes, within a bound.
    void read_little(bool little) { little_ = little; }
    static constexpr std::size_t kRecord = 16U << 10U;  // what one TLS record carries at most
    void set_deadline(std::chrono::milliseconds wait);
    void clear_deadline() { TimerWheel::clear(*this); }
    // opened() follows. False: it cannot be; close.
    [[nodiscard]] bool start_tls(ssl_ctx_st* context);
    void half_close();  // nothing more is sent; input goes on
    void close();       // at once; closed() follows within the call, destruction after the round
    [[nodiscard]] bool is_closed() const { return closed_; }

    // A new request begins: what is under way for the last one no longer reaches us.
    ExchangeHandle begin_exchange();
    [[nodiscard]] ExchangeHandle exchange() const { return {loop_.index(), slot_, generation_}; }

    [[nodiscard]] const Peer& peer() const { return peer_; }
    [[nodiscard]] bool overloaded() const { return overloaded_; }
    [[nodiscard]] EventLoop& loop() { return loop_; }
    [[nodiscard]] std::uint64_t bytes_sent() const { return bytes_sent_; }

    // For the loop.
    void ready(std::uint32_t events) override;
    void read_again();
    void deliver(std::unique_ptr<Payload> payload);
    void wake(Wake why);
    [[nodiscard]] std::uint32_t slot() const { return slot_; }

  private:
    enum class Stage : std::uint8_t { kProxyHeader, kHandshake, kOpen };

    // Whatever a driver throws ends this connection, not the loop.
    template <class Step>
    void guarded(Step step) noexcept;

    void expired() override;
    void handle_events(std::uint32_t events);
    void read_more();
    void begin(const sockaddr_storage& from);
    void advance_handshake();
    void handshake_over();
    void take(std::string_view bytes);
    void take_proxy_header(std::string_view bytes);
    void enter_stage(Stage stage);
    void input_ended();
    void flush();
    void show_interest();

    EventLoop& loop_;
    const Endpoint& endpoint_;
    Transport transport_;
    std::unique_ptr<Driver> driver_;
    std::unique_ptr<std::string> early_;  // a part of a proxy's header
    Peer peer_;
    std::string out_;
    std::size_t sent_ = 0;  // of out_
    std::uint64_t bytes_sent_ = 0;
    std::uint64_t generation_ = 0;
    std::uint32_t slot_;
    std::uint32_t interest_ = 0;
    Stage stage_ = Stage::kOpen;
    bool shaking_ = false;  // counted among the handshakes
    bool overloaded_ = false;
    bool wants_write_ = false;
    bool paused_ = false;
    bool little_ = false;
    bool again_ = false;  // the loop will call read_again()
    bool ended_ = false;
    bool half_closed_ = false;
    bool closed_ = false;
};

}  // namespace syncgate::net

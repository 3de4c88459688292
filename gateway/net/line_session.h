// Drives a model/session.h session over a connection: cuts units, runs those that memory alone
// answers, lends the session to a worker for others, sends what it says. Pipelined input waits in
// at most limits::kPipelined bytes.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/log.h"
#include "gateway/net/connection.h"
#include "gateway/net/driver.h"
#include "gateway/net/progress.h"
#include "gateway/net/unit_reader.h"
#include "gateway/net/worker_pool.h"
#include "model/session.h"
#include "model/tls_source.h"

namespace syncgate::net {

struct LineServices {
    SessionFactory& factory;
    TlsSource* tls = nullptr;  // for STARTTLS
    WorkClass work_class = WorkClass::kBulk;
    WorkerPool& workers;
    SpoolPlace& spools;
    std::vector<std::unique_ptr<EventLoop>>& loops;
    Log& log;
    std::chrono::milliseconds rate_window{30'000};
    std::size_t rate_floor = 1024;  // bytes a second
    std::chrono::milliseconds linger{1'000};
};

class LineSession final : public Driver {
  public:
    LineSession(Connection& connection, const LineServices& services)
        : connection_(connection), services_(services) {}

    void opened() override;
    void received(std::string_view bytes) override;
    void ended() override;
    void drained() override;
    void timed_out() override;
    void delivered(std::unique_ptr<Payload> payload) override;
    void woken(Wake) override {}
    void stopping() override;
    void closed() override {}

  private:
    enum class State : std::uint8_t {
        kReading,
        kRunning,    // a worker has session_ and reader_
        kSending,    // until the reply is out
        kTls,        // the handshake of STARTTLS
        kLeaving,    // the last bytes are being sent
        kLingering,  // half closed
    };

    std::string_view feed(std::string_view input);
    void run_units(std::string_view& input);
    std::optional<SessionReply> run_at_once();
    void run_on_worker(std::string_view behind, std::string said);
    void go_on();  // with the input that was held back
    void await_unit();
    void reply(const SessionReply& reply);
    void sent();
    void leave(Wake why, std::string last = {});  // `last` goes before the farewell
    void half_close();
    void await_progress(std::uint64_t at, std::chrono::milliseconds window);
    void bound_input();

    Connection& connection_;
    const LineServices& services_;
    std::unique_ptr<Session> session_;
    std::unique_ptr<UnitReader> reader_;
    std::string held_;
    std::size_t lent_ = 0;  // of the input, to the worker
    Progress progress_;
    State state_ = State::kReading;
    bool ended_ = false;
    bool close_ = false;      // once the reply is out
    bool start_tls_ = false;  // the same
};

class LineDrivers final : public DriverFactory {
  public:
    explicit LineDrivers(const LineServices& services) : services_(services) {}
    std::unique_ptr<Driver> make(Connection& connection) override {
        return std::make_unique<LineSession>(connection, services_);
    }

  private:
    LineServices services_;
};

}  // namespace syncgate::net

// What is counted, and the one log line of every request.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/log.h"
#include "gateway/http/observer.h"
#include "model/exchange.h"

namespace syncgate::metrics {

// Values that others keep, asked for when /metrics is read.
struct Gauge {
    std::string name, help;
    std::function<double()> value;
};

// Thread-safe.
class Metrics final : public http::RequestObserver {
  public:
    explicit Metrics(Log& log);
    ~Metrics() override;

    // Before serving.
    void add_gauge(Gauge gauge);

    void finished(const http::RequestRecord& record) override;

    // In Prometheus' text format.
    std::string text();

  private:
    struct State;
    Log& log_;
    std::unique_ptr<State> state_;
};

// GET /metrics, for the addresses that may see it.
class MetricsHandler final : public Handler {
  public:
    MetricsHandler(Metrics& metrics, std::vector<std::string> allowed)
        : metrics_(metrics), allowed_(std::move(allowed)) {}
    Outcome handle(Request& request) override;

  private:
    Metrics& metrics_;
    std::vector<std::string> allowed_;  // numeric addresses beside loopback
};

}  // namespace syncgate::metrics

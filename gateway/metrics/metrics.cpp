#include "gateway/metrics/metrics.h"

#include <algorithm>
#include <map>
#include <mutex>
#include <sstream>
#include <utility>

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

namespace syncgate::metrics {
namespace {

const prometheus::Histogram::BucketBoundaries kSeconds{0.001, 0.003, 0.01, 0.03, 0.1,
                                                       0.3,   1,     3,    10};

std::string note(const http::RequestRecord& record, std::string_view key) {
    for (const auto& [name, value] : *record.notes) {
        if (name == key) {
            return value;
        }
    }
    return {};
}

// Methods come from strangers: an unknown one must not make a new label.
std::string command_label(const http::RequestRecord& record) {
    std::string command = note(record, "command");
    if (!command.empty()) {
        return command;
    }
    constexpr std::string_view kKnown[] = {"GET", "HEAD", "OPTIONS", "POST"};
    const bool known =
        std::find(std::begin(kKnown), std::end(kKnown), record.method) != std::end(kKnown);
    return known ? std::string(record.method) : "other";
}

}  // namespace

struct Metrics::State {
    prometheus::Registry registry;
    prometheus::Family<prometheus::Counter>& requests =
        prometheus::BuildCounter()
            .Name("syncgate_requests_total")
            .Help("Requests answered, by command and status")
            .Register(registry);
    prometheus::Family<prometheus::Histogram>& seconds =
        prometheus::BuildHistogram()
            .Name("syncgate_request_seconds")
            .Help("Time of work on a request, without the time parked")
            .Register(registry);
    prometheus::Family<prometheus::Counter>& bytes =
        prometheus::BuildCounter()
            .Name("syncgate_bytes_total")
            .Help("Bytes of request bodies and answers")
            .Register(registry);
    prometheus::Counter& bytes_in = bytes.Add({{"direction", "in"}});
    prometheus::Counter& bytes_out = bytes.Add({{"direction", "out"}});

    // The library makes labels, and a histogram, to find what is there.
    struct Series {
        prometheus::Counter& requests;
        prometheus::Histogram& seconds;
    };
    Series series_of(const std::string& command, int status) {
        const std::lock_guard lock(mutex);
        const auto known = found.find({command, status});
        if (known != found.end()) {
            return known->second;
        }
        const Series made{requests.Add({{"command", command}, {"status", std::to_string(status)}}),
                          seconds.Add({{"command", command}}, kSeconds)};
        found.emplace(std::pair(command, status), made);
        return made;
    }
    std::mutex mutex;  // guards found
    std::map<std::pair<std::string, int>, Series> found;

    struct Shown {
        Gauge source;
        prometheus::Gauge& gauge;
    };
    std::vector<Shown> gauges;
};

Metrics::Metrics(Log& log) : log_(log), state_(std::make_unique<State>()) {}
Metrics::~Metrics() = default;

void Metrics::add_gauge(Gauge gauge) {
    auto& family =
        prometheus::BuildGauge().Name(gauge.name).Help(gauge.help).Register(state_->registry);
    state_->gauges.push_back({std::move(gauge), family.Add({})});
}

void Metrics::finished(const http::RequestRecord& record) {
    const std::string command = command_label(record);
    const std::uint64_t worked =
        record.microseconds - std::min(record.microseconds, record.parked_microseconds);
    const auto series = state_->series_of(command, record.status);
    series.requests.Increment();
    series.seconds.Observe(static_cast<double>(worked) / 1e6);
    state_->bytes_in.Increment(static_cast<double>(record.bytes_in));
    state_->bytes_out.Increment(static_cast<double>(record.bytes_out));
    log_.info("request", {{"account", record.address},
                          {"peer", record.peer},
                          {"method", record.method},
                          {"path", record.path},
                          {"command", note(record, "command")},
                          {"device", note(record, "device")},
                          {"status", record.status},
                          {"eas_status", note(record, "eas_status")},
                          {"in", record.bytes_in},
                          {"out", record.bytes_out},
                          {"ms", record.microseconds / 1000},
                          {"parked_ms", record.parked_microseconds / 1000}});
}

std::string Metrics::text() {
    for (auto& shown : state_->gauges) {
        shown.gauge.Set(shown.source.value());
    }
    std::ostringstream out;
    prometheus::TextSerializer().Serialize(out, state_->registry.Collect());
    return out.str();
}

Outcome MetricsHandler::handle(Request& request) {
    const auto& peer = request.peer.address;
    // A proxy on this machine that does not say whom it serves by the PROXY protocol says so here.
    const bool relayed = request.headers.find("X-Forwarded-For") != nullptr ||
                         request.headers.find("Forwarded") != nullptr;
    const bool loopback =
        !relayed && (peer.starts_with("127.") || peer == "::1" || request.peer.local);
    if (!loopback && std::find(allowed_.begin(), allowed_.end(), peer) == allowed_.end()) {
        return Reply::of(403);
    }
    if (request.method != "GET") {
        return Reply::of(405);
    }
    return Reply::of(200, metrics_.text(), "text/plain; version=0.0.4; charset=utf-8");
}

}  // namespace syncgate::metrics

#include "gateway/gauges.h"

#include <string>
#include <utility>

#include "gateway/metrics/process_gauges.h"

namespace syncgate {
namespace {

void add_server_gauges(metrics::Metrics& metrics, const http::Server& server) {
    using Counters = http::ServerCounters;
    const auto add = [&](std::string name, std::string help, std::uint64_t Counters::*member) {
        metrics.add_gauge({std::move(name), std::move(help), [&server, member] {
                               return static_cast<double>(server.counters().*member);
                           }});
    };
    add("syncgate_connections", "Connections that are open", &Counters::connections);
    add("syncgate_parked", "Requests that wait for a change", &Counters::parked);
    add("syncgate_queued", "Work that waits for a worker", &Counters::queued);
    add("syncgate_body_memory_bytes", "Bodies in memory", &Counters::memory_bytes);
    add("syncgate_body_spool_bytes", "Bodies on disk", &Counters::spool_bytes);
    add("syncgate_answer_memory_bytes", "Large answers that wait to be sent",
        &Counters::answer_bytes);
}

}  // namespace

void add_gauges(metrics::Metrics& metrics, const Gauged& parts) {
    const auto add = [&](std::string name, std::string help,
                         const std::atomic<std::uint64_t>& count) {
        metrics.add_gauge(
            {std::move(name), std::move(help), [&count] { return static_cast<double>(count); }});
    };
    metrics::add_process_gauges(metrics);
    add_server_gauges(metrics, parts.server);
    add("syncgate_delivered_messages", "Messages taken by LMTP", parts.delivered);
    if (parts.post != nullptr) {
        add("syncgate_relayed_recipients", "Recipients whose mail the relay took",
            parts.post->relayed);
        add("syncgate_returned_recipients", "Recipients whose mail came back as a bounce",
            parts.post->returned);
    }
    if (parts.push != nullptr) {
        add("syncgate_push_sent", "Messages that push services took", parts.push->sent);
        add("syncgate_push_failed", "Messages that they did not take", parts.push->failed);
        add("syncgate_push_ended", "Subscriptions that ended before their time", parts.push->ended);
    }
    if (parts.lessons != nullptr) {
        add("syncgate_lessons_learnt", "Messages that the spam filter learnt from",
            parts.lessons->learnt);
        add("syncgate_lessons_failed", "Tries to have it learn that failed", parts.lessons->failed);
    }
    metrics.add_gauge({"syncgate_argon2_runs", "Passwords that were hashed to be verified",
                       [&authenticator = parts.authenticator] {
                           return static_cast<double>(authenticator.argon2_runs());
                       }});
}

}  // namespace syncgate

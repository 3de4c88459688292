// The parts of `syncgate serve`, in the order in which they need each other.
#pragma once

#include <atomic>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "adapters/learn_command.h"
#include "adapters/smtp_client.h"
#include "base/clock.h"
#include "base/stream_log.h"
#include "certs/server_tls.h"
#include "gateway/admin/admin_handler.h"
#include "gateway/auth/password_authenticator.h"
#include "gateway/auth/verified_logins.h"
#include "gateway/command_line.h"
#include "gateway/config.h"
#include "gateway/front_door.h"
#include "gateway/heard_changes.h"
#include "gateway/http/server.h"
#include "gateway/learning/teacher.h"
#include "gateway/metrics/metrics.h"
#include "gateway/outbox/post.h"
#include "gateway/push/hub.h"
#include "gateway/push_services.h"
#include "gateway/ready_file.h"
#include "gateway/repeated.h"
#include "gateway/stop_guard.h"
#include "protocols/activesync/endpoint.h"
#include "protocols/activesync/paced_endpoint.h"
#include "protocols/activesync/sync/stuck_pages.h"
#include "protocols/autodiscover/endpoint.h"
#include "protocols/dav/endpoint.h"
#include "protocols/lmtp/session.h"
#include "store/store.h"

namespace syncgate {

// To standard error; the exit status of a process that could not start.
int start_failed(const std::string& what);

class Process {
  public:
    // `guard` outlives the parts: the last of them to end may be the one that waits.
    Process(const CommandLine& line, Config config, StreamLog& log, StopGuard& guard)
        : line_(line), config_(std::move(config)), log_(log), guard_(guard) {}

    // Serves until SIGTERM or SIGINT; SIGHUP loads the certificates anew. These signals are blocked
    // in every thread. The exit status.
    int run();

  private:
    Result<void> make();
    Result<void> make_relay();
    Result<void> make_push();
    void make_handlers();
    Result<void> listen();
    Result<void> add(const char* name, Result<std::string> address);

    void keep_up(const std::stop_token& stop);
    void log_decision(const store::AuditRecord& record);
    void reload();
    void remove_ready_file();

    const CommandLine& line_;
    Config config_;
    StreamLog& log_;
    StopGuard& guard_;
    SystemClock clock_;
    push::Hub hub_;
    outbox::Bell bell_;
    HeardChanges changes_{hub_, bell_};
    std::unique_ptr<store::Store> store_;
    std::unique_ptr<PushServices> push_;  // null: off. Gone after all that write
    std::unique_ptr<auth::VerifiedLogins> verified_;
    std::unique_ptr<auth::PasswordAuthenticator> authenticator_;
    int minutes_ = 0;
    std::unique_ptr<Repeated> maintenance_, indexing_;
    adapters::LearnCommand filter_{{config_.learn_spam, config_.learn_ham}};
    std::unique_ptr<learning::Teacher> teacher_;  // null: nobody learns
    std::unique_ptr<Repeated> learning_;
    std::unique_ptr<adapters::SmtpClient> relay_;
    std::unique_ptr<outbox::Post> post_;  // null: no relay
    activesync::StuckPages stuck_{clock_};
    std::unique_ptr<activesync::Endpoint> activesync_;
    std::unique_ptr<activesync::PacedEndpoint> paced_;
    std::unique_ptr<autodiscover::Endpoint> autodiscover_;
    std::unique_ptr<admin::Operations> operations_;
    std::unique_ptr<admin::AdminHandler> admin_;
    metrics::Metrics metrics_{log_};
    std::unique_ptr<metrics::MetricsHandler> metrics_handler_;
    std::unique_ptr<lmtp::LmtpFactory> lmtp_;
    std::atomic<std::uint64_t> delivered_{0};
    StatusHandler status_;
    std::unique_ptr<dav::Endpoint> dav_;
    std::unique_ptr<FrontDoor> front_door_;
    http::Router router_;
    std::unique_ptr<certs::ServerTls> tls_;
    std::vector<Listening> listeners_;
    std::unique_ptr<http::Server> server_;  // last made, first gone
};

}  // namespace syncgate

// `syncgate serve`: everything made and joined, then waiting for a signal.
#include <atomic>
#include <chrono>
#include <fstream>
#include <functional>
#include <iostream>
#include <thread>

#include <malloc.h>
#include <signal.h>
#include <unistd.h>

#include "adapters/learn_command.h"
#include "adapters/smtp_client.h"
#include "base/stream_log.h"
#include "base/text.h"
#include "certs/development_ca.h"
#include "certs/server_tls.h"
#include "formats/mime/message_index.h"
#include "gateway/admin/admin_handler.h"
#include "gateway/auth/password_authenticator.h"
#include "gateway/auth/verified_logins.h"
#include "gateway/config.h"
#include "gateway/heard_changes.h"
#include "gateway/http/server.h"
#include "gateway/learning/teacher.h"
#include "gateway/metrics/metrics.h"
#include "gateway/metrics/process_gauges.h"
#include "gateway/net/file_limit.h"
#include "gateway/outbox/post.h"
#include "gateway/program_commands.h"
#include "gateway/push/hub.h"
#include "gateway/push_services.h"
#include "gateway/repeated.h"
#include "gateway/stop_guard.h"
#include "gateway/store_place.h"
#include "protocols/activesync/endpoint.h"
#include "protocols/activesync/paced_endpoint.h"
#include "protocols/activesync/sync/stuck_pages.h"
#include "protocols/autodiscover/endpoint.h"
#include "protocols/dav/endpoint.h"
#include "protocols/lmtp/session.h"
#include "store/store.h"

namespace syncgate {
namespace {

using namespace std::chrono_literals;

int failed(const std::string& what) {
    std::cerr << "syncgate: " << what << "\n";
    return 1;
}

LogLevel level_of(const std::string& name) {
    constexpr std::string_view kNames[] = {"debug", "info", "warning", "error"};
    for (std::size_t i = 0; i < std::size(kNames); ++i) {
        if (kNames[i] == name) {
            return static_cast<LogLevel>(i);
        }
    }
    return LogLevel::kInfo;
}

// GET / and /healthz: a human, or a load balancer, asks whether somebody is there.
class StatusHandler final : public Handler {
  public:
    std::optional<Outcome> immediate(Request& request) override { return handle(request); }
    Outcome handle(Request& request) override {
        return request.path == "/" || request.path == "/healthz"
                   ? Reply::of(200, "Syncgate is here.\n", "text/plain")
                   : Reply::of(404);
    }
};

// "/": the status for everybody, and WebDAV for clients that look for their principal there.
class FrontDoor final : public Handler {
  public:
    FrontDoor(StatusHandler& status, dav::Endpoint& dav) : status_(status), dav_(dav) {}
    [[nodiscard]] Terms admit(const Request& head) const override {
        Terms terms = dav_.admit(head);
        terms.open = !is_dav(head);
        return terms;
    }
    std::optional<Outcome> immediate(Request& request) override {
        return is_dav(request) ? std::nullopt : status_.immediate(request);
    }
    Outcome handle(Request& request) override {
        return is_dav(request) ? dav_.handle(request) : status_.handle(request);
    }

  private:
    static bool is_dav(const Request& request) {
        return request.path == "/" && dav::Endpoint::is_meant(request);
    }

    StatusHandler& status_;
    dav::Endpoint& dav_;
};

Result<adapters::RelayOptions> relay_options(const Config& config, const std::string& hostname) {
    using Tls = adapters::RelayOptions::Tls;
    adapters::RelayOptions options;
    const auto colon = config.relay.rfind(':');
    const auto port = colon == std::string::npos
                          ? std::nullopt
                          : parse_uint(std::string_view(config.relay).substr(colon + 1));
    if (!port || *port == 0 || *port > 65535 || colon == 0) {
        return Error{ErrorCode::kMalformed, "relay: HOST:PORT, not " + config.relay};
    }
    options.host = config.relay.substr(0, colon);
    if (options.host.starts_with('[') && options.host.ends_with(']')) {
        options.host = options.host.substr(1, options.host.size() - 2);  // [::1]:25
    }
    options.port = static_cast<std::uint16_t>(*port);
    options.hostname = hostname;
    options.authority = config.relay_authority;
    options.user = config.relay_user;
    options.tls = config.relay_tls == "never"      ? Tls::kNever
                  : config.relay_tls == "starttls" ? Tls::kStartTls
                  : config.relay_tls == "tls"      ? Tls::kFromStart
                                                   : Tls::kWhenOffered;
    if (!config.relay_password_file.empty()) {
        std::ifstream file(config.relay_password_file);
        std::string line;
        if (!std::getline(file, line)) {
            return Error{ErrorCode::kNotFound, "cannot read " + config.relay_password_file};
        }
        options.password = trim(line);
    }
    return options;
}

store::Rules rules_of(const Config& config) {
    return {static_cast<int>(config.trash_days),
            config.quota_mb << 20U,
            config.quota_items,
            config.relay_waiting,
            !config.learn_spam.empty(),
            !config.learn_ham.empty()};
}

std::string host_name(const Config& config) {
    if (!config.hostname.empty()) {
        return config.hostname;
    }
    const auto names = certs::local_names();
    return names.size() > 3 ? names.back() : names.front();
}

Result<std::unique_ptr<certs::ServerTls>> make_tls(const Config& config,
                                                   const std::filesystem::path& data,
                                                   const Clock& clock) {
    std::vector<certs::CertificateFiles> files;
    for (std::size_t i = 0; i < config.certificates.size(); ++i) {
        files.push_back({config.certificates[i], config.keys[i]});
    }
    if (files.empty()) {
        auto names = certs::local_names();
        names.insert(names.end(), config.names.begin(), config.names.end());
        if (!config.hostname.empty()) {
            names.push_back(config.hostname);
        }
        auto made = certs::ensure_development_certificates(data / "certs", names);
        if (!made) {
            return made.error();
        }
        files = *std::move(made);
    }
    return certs::ServerTls::load(std::move(files), clock);
}

// Another command may hold the store for a moment.
Result<std::unique_ptr<store::Store>> open_store(const std::filesystem::path& data,
                                                 store::Store::Services services) {
    const auto deadline = std::chrono::steady_clock::now() + 10s;
    for (;;) {
        auto opened = store::Store::open(data, services);
        if (opened || opened.error().code != ErrorCode::kConflict ||
            std::chrono::steady_clock::now() >= deadline) {
            return opened;
        }
        std::this_thread::sleep_for(100ms);
    }
}

struct Listening {
    std::string name, address;
};

// Complete, or not there.
bool write_ready_file(const std::filesystem::path& file, const std::vector<Listening>& listeners) {
    auto temporary = file;
    temporary += ".new";
    std::ofstream out(temporary);
    for (const auto& each : listeners) {
        out << each.name << " " << each.address << "\n";
    }
    out.close();
    std::error_code error;
    std::filesystem::rename(temporary, file, error);
    return out.good() && !error;
}

sigset_t handled_signals() {
    sigset_t set;
    sigemptyset(&set);
    for (const int signal : {SIGTERM, SIGINT, SIGHUP}) {
        sigaddset(&set, signal);
    }
    return set;
}

// The process's parts, in the order in which they need each other.
class Process {
  public:
    Process(const CommandLine& line, Config config, StreamLog& log, StopGuard& guard)
        : line_(line), config_(std::move(config)), log_(log), guard_(guard) {}

    int run() {
        remove_ready_file();
        if (auto made = make(); !made) {
            log_.error("start_failed", {{"reason", made.error().detail}});
            (void)log_.flush(kLogPatience);  // usually the same stream as that of the next line
            return failed(made.error().detail);
        }
        const sigset_t signals = handled_signals();
        server_->start();
        store_->carry_out_due();
        if (line_.has("--ready-file") &&
            !write_ready_file(line_.value("--ready-file"), listeners_)) {
            return failed("cannot write " + line_.value("--ready-file"));
        }
        for (const auto& each : listeners_) {
            log_.info("listening", {{"name", each.name}, {"address", each.address}});
        }
        for (;;) {
            int signal = 0;
            sigwait(&signals, &signal);
            if (signal != SIGHUP) {
                break;
            }
            reload();
        }
        log_.info("stopping");
        remove_ready_file();
        guard_.begin();
        server_->stop();
        log_.info("stopped");
        return 0;
    }

  private:
    void remove_ready_file() {
        if (line_.has("--ready-file")) {
            std::error_code none;  // at the start usually: nothing to remove
            std::filesystem::remove(line_.value("--ready-file"), none);
        }
    }

    Result<void> make() {
        net::raise_file_limit();
        auto database = database_of(line_.data, config_.database);
        if (!database) {
            return database.error();
        }
        auto opened =
            open_store(line_.data, {clock_, log_, &changes_, 0, rules_of(config_), *database,
                                    static_cast<std::size_t>(config_.database_sessions)});
        if (!opened) {
            return opened.error();
        }
        store_ = *std::move(opened);
        verified_ = std::make_unique<auth::VerifiedLogins>(store_->directory(), clock_, log_,
                                                           line_.data / "auth.key");
        authenticator_ = std::make_unique<auth::PasswordAuthenticator>(store_->directory(),
                                                                       *verified_, clock_, log_);
        if (!database->empty()) {
            changes_.connect(*authenticator_, store_->directory().regime());
        }
        maintenance_ = std::make_unique<Repeated>(60s, [this](const auto& stop) { keep_up(stop); });
        indexing_ =
            std::make_unique<Repeated>(1s, [this](const auto& stop) { store_->index_words(stop); });
        if (!config_.learn_spam.empty() || !config_.learn_ham.empty()) {
            teacher_ = std::make_unique<learning::Teacher>(
                learning::Teacher::Services{*store_, filter_, clock_, log_});
            learning_ =
                std::make_unique<Repeated>(1s, [this](const auto& stop) { teacher_->teach(stop); });
        }
        if (auto relay = make_relay(); !relay) {
            return relay;
        }
        if (auto push = make_push(); !push) {
            return push;
        }
        make_handlers();
        return listen();
    }

    Result<void> make_relay() {
        if (config_.relay.empty()) {
            return {};
        }
        auto options = relay_options(config_, host_name(config_));
        if (!options) {
            return options.error();
        }
        relay_ = std::make_unique<adapters::SmtpClient>(*std::move(options));
        post_ = std::make_unique<outbox::Post>(
            outbox::Postman::Services{*store_, *relay_, clock_, log_},
            outbox::PostRules{host_name(config_), config_.retry_seconds,
                              config_.give_up_hours * 3600},
            bell_, static_cast<int>(config_.relay_connections));
        return {};
    }

    Result<void> make_push() {
        if (config_.push_web != "on") {
            return {};
        }
        auto made = PushServices::make(config_, *store_, log_, "postmaster@" + host_name(config_));
        if (!made) {
            return made.error();
        }
        push_ = *std::move(made);
        changes_.connect(push_->herald());
        router_.add({std::string(dav::kPushPath), &push_->endpoint()});
        return {};
    }

    void make_handlers() {
        activesync_ = std::make_unique<activesync::Endpoint>(activesync::Services{
            *store_, clock_, log_, relay_ != nullptr, (line_.data / "traces").string(), &stuck_,
            x509::Trust{config_.mail_authorities, config_.revocation_lists}});
        paced_ = std::make_unique<activesync::PacedEndpoint>(
            *activesync_, clock_, log_,
            activesync::PaceLimits{config_.device_requests, config_.device_repeats,
                                   config_.device_resets});
        operations_ = std::make_unique<admin::Operations>(
            *store_,
            [this](AccountId account) {
                authenticator_->forget(account);
                hub_.disturb(account, Wake::kPolicy);  // who waits has to log in anew
            },
            admin::Operations::Told{
                [this] { hub_.missed(); },
                [this](const store::AuditRecord& record) { log_decision(record); }},
            [this](AccountId account, const std::string& device) {
                return paced_->remark(account, device);
            });
        admin_ = std::make_unique<admin::AdminHandler>(*operations_);
        metrics_handler_ =
            std::make_unique<metrics::MetricsHandler>(metrics_, config_.metrics_allow);
        lmtp_ = std::make_unique<lmtp::LmtpFactory>(
            lmtp::Services{*store_, clock_, log_, host_name(config_), &delivered_});
        router_.add({"/Microsoft-Server-ActiveSync", paced_.get()});
        autodiscover_ = std::make_unique<autodiscover::Endpoint>(autodiscover::Services{
            store_->directory(),
            clock_,
            log_,
            config_.discovery_hosts,
            config_.discovery_dav,
            {config_.discovery_imap, config_.discovery_pop3, config_.discovery_submission}});
        for (const auto prefix : autodiscover::Endpoint::prefixes()) {
            router_.add({std::string(prefix), autodiscover_.get()});
        }
        router_.add({"/metrics", metrics_handler_.get(), false});
        router_.add({"/healthz", &status_, false});
        dav_ = std::make_unique<dav::Endpoint>(
            dav::Services{*store_, log_, push_ == nullptr ? nullptr : &push_->offer()});
        front_door_ = std::make_unique<FrontDoor>(status_, *dav_);
        router_.add({"/dav", dav_.get()});
        router_.add({"/", front_door_.get()});
        router_.add({"/admin/", admin_.get(), false, http::Audience::kAdmin});
    }

    void log_decision(const store::AuditRecord& record) {
        log_.info("device_decision", {{"account", record.account},
                                      {"device", record.device},
                                      {"by", record.by},
                                      {"decision", record.event},
                                      {"detail", record.detail}});
    }

    Result<void> listen() {
        server_ = std::make_unique<http::Server>(
            server_options(), http::ServerPorts{router_, *authenticator_, hub_, metrics_, log_});
        add_gauges();
        if (!config_.https.empty()) {
            auto tls = make_tls(config_, line_.data, clock_);
            if (!tls) {
                return tls.error();
            }
            tls_ = *std::move(tls);
            if (auto added = add("https", server_->add_https(config_.https, *tls_)); !added) {
                return added;
            }
        }
        if (!config_.http.empty()) {
            if (auto added = add("http", server_->add_http(config_.http)); !added) {
                return added;
            }
        }
        if (!config_.lmtp.empty()) {
            if (auto added = add("lmtp", server_->add_session(
                                             config_.lmtp, {.factory = *lmtp_, .reserved = true}));
                !added) {
                return added;
            }
        }
        if (listeners_.empty()) {
            log_.warning("nothing_listens", {{"remedy", "give --https, --http or --lmtp"}});
        }
        auto socket = server_->add_admin((line_.data / "socket").string());
        return socket ? Result<void>() : Result<void>(socket.error());
    }

    Result<void> add(const char* name, Result<std::string> address) {
        if (!address) {
            return Error{address.error().code, std::string(name) + ": " + address.error().detail};
        }
        listeners_.push_back({name, *std::move(address)});
        return {};
    }

    http::ServerOptions server_options() const {
        http::ServerOptions options;
        const unsigned cores = std::max(1U, std::thread::hardware_concurrency());
        options.loops =
            config_.loops > 0 ? static_cast<unsigned>(config_.loops) : std::min(cores, 4U);
        options.interactive_workers = static_cast<unsigned>(config_.workers);
        options.bulk_workers = std::max(12U, 2 * cores);  // deliveries wait for the disk
        options.max_connections = static_cast<std::size_t>(config_.max_connections);
        options.memory_budget = static_cast<std::size_t>(config_.memory_mb) << 20U;
        options.answer_budget = options.memory_budget;
        options.spool_budget = static_cast<std::size_t>(config_.spool_mb) << 20U;
        options.spool_dir = line_.data.string();
        options.proxies = config_.proxies;
        return options;
    }

    void add_gauges() {
        metrics::add_process_gauges(metrics_);
        const auto counter = [this](std::string name, std::string help,
                                    std::uint64_t http::ServerCounters::*member) {
            metrics_.add_gauge({std::move(name), std::move(help), [this, member] {
                                    return static_cast<double>(server_->counters().*member);
                                }});
        };
        using Counters = http::ServerCounters;
        counter("syncgate_connections", "Connections that are open", &Counters::connections);
        counter("syncgate_parked", "Requests that wait for a change", &Counters::parked);
        counter("syncgate_queued", "Work that waits for a worker", &Counters::queued);
        counter("syncgate_body_memory_bytes", "Bodies in memory", &Counters::memory_bytes);
        counter("syncgate_body_spool_bytes", "Bodies on disk", &Counters::spool_bytes);
        counter("syncgate_answer_memory_bytes", "Large answers that wait to be sent",
                &Counters::answer_bytes);
        metrics_.add_gauge({"syncgate_delivered_messages", "Messages taken by LMTP",
                            [this] { return static_cast<double>(delivered_); }});
        if (post_ != nullptr) {
            metrics_.add_gauge({"syncgate_relayed_recipients",
                                "Recipients whose mail the relay took",
                                [this] { return static_cast<double>(post_->counters().relayed); }});
            metrics_.add_gauge(
                {"syncgate_returned_recipients", "Recipients whose mail came back as a bounce",
                 [this] { return static_cast<double>(post_->counters().returned); }});
        }
        if (push_ != nullptr) {
            const auto& counted = push_->herald().counters();
            metrics_.add_gauge({"syncgate_push_sent", "Messages that push services took",
                                [&counted] { return static_cast<double>(counted.sent); }});
            metrics_.add_gauge({"syncgate_push_failed", "Messages that they did not take",
                                [&counted] { return static_cast<double>(counted.failed); }});
            metrics_.add_gauge({"syncgate_push_ended", "Subscriptions that ended before their time",
                                [&counted] { return static_cast<double>(counted.ended); }});
        }
        if (teacher_ != nullptr) {
            metrics_.add_gauge(
                {"syncgate_lessons_learnt", "Messages that the spam filter learnt from",
                 [this] { return static_cast<double>(teacher_->counters().learnt); }});
            metrics_.add_gauge(
                {"syncgate_lessons_failed", "Tries to have it learn that failed",
                 [this] { return static_cast<double>(teacher_->counters().failed); }});
        }
        metrics_.add_gauge({"syncgate_argon2_runs", "Passwords that were hashed to be verified",
                            [this] { return static_cast<double>(authenticator_->argon2_runs()); }});
    }

    // What has to be done now and then: called each minute.
    void keep_up(const std::stop_token& stop) {
        store_->carry_out_due();
        store_->keep_up(stop);
        if (++minutes_ % 60 == 0) {
            verified_->save_used();
        }
    }

    void reload() {
        if (tls_ == nullptr) {
            return;
        }
        if (auto loaded = tls_->reload(); !loaded) {
            log_.error("certificate_not_reloaded", {{"reason", loaded.error().detail}});
        } else {
            log_.info("certificate_reloaded");
        }
    }

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

// The guard outlives the parts: the last of them to end may be the one that waits.
int run_process(const CommandLine& line, Config config, StreamLog& log) {
    StopGuard guard(log);
    Process process(line, std::move(config), log, guard);
    return process.run();
}

}  // namespace

int run_serve(const CommandLine& line) {
    auto config = load_config(line.value("--config"), process_environment());
    if (!config) {
        return failed(config.error().detail);
    }
    const std::pair<const char*, std::string Config::*> overrides[] = {
        {"--https", &Config::https},
        {"--http", &Config::http},
        {"--lmtp", &Config::lmtp},
        {"--relay", &Config::relay},
    };
    for (const auto& [option, member] : overrides) {
        if (line.has(option)) {
            (*config).*member = line.value(option);
        }
    }
    if (!line.database.empty()) {
        config->database = line.database;
    }
    std::ofstream file;
    if (!config->log_file.empty()) {
        file.open(config->log_file, std::ios::app);
        if (!file) {
            return failed("cannot write " + config->log_file);
        }
    }
    // Blocked before any thread is made, so that only sigwait() takes them.
    const sigset_t signals = handled_signals();
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    signal(SIGPIPE, SIG_IGN);
    constexpr int kArenas = 4;  // more cost memory for each thread that ever ran
    mallopt(M_ARENA_MAX, kArenas);
    mime::init();
    StreamLog log(file.is_open() ? static_cast<std::ostream&>(file) : std::cerr,
                  level_of(config->log_level));
    const int status = run_process(line, *std::move(config), log);
    if (!log.flush(kLogPatience)) {
        _exit(status);  // its lines can go nowhere, and waiting for that would never end
    }
    return status;
}

}  // namespace syncgate

#include "gateway/process.h"

#include <chrono>
#include <filesystem>
#include <iostream>
#include <system_error>
#include <thread>
#include <utility>

#include <signal.h>

#include "gateway/gauges.h"
#include "gateway/handled_signals.h"
#include "gateway/net/file_limit.h"
#include "gateway/part_options.h"
#include "gateway/store_place.h"

namespace syncgate {
namespace {

using namespace std::chrono_literals;

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

}  // namespace

int start_failed(const std::string& what) {
    std::cerr << "syncgate: " << what << "\n";
    return 1;
}

int Process::run() {
    remove_ready_file();
    if (auto made = make(); !made) {
        log_.error("start_failed", {{"reason", made.error().detail}});
        (void)log_.flush(kLogPatience);  // usually the same stream as that of the next line
        return start_failed(made.error().detail);
    }
    const sigset_t signals = handled_signals();
    server_->start();
    store_->carry_out_due();
    if (line_.has("--ready-file") && !write_ready_file(line_.value("--ready-file"), listeners_)) {
        return start_failed("cannot write " + line_.value("--ready-file"));
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

void Process::remove_ready_file() {
    if (line_.has("--ready-file")) {
        std::error_code none;  // at the start usually: nothing to remove
        std::filesystem::remove(line_.value("--ready-file"), none);
    }
}

Result<void> Process::make() {
    net::raise_file_limit();
    auto database = database_of(line_.data, config_.database);
    if (!database) {
        return database.error();
    }
    auto opened = open_store(line_.data, {clock_, log_, &changes_, 0, rules_of(config_), *database,
                                          static_cast<std::size_t>(config_.database_sessions)});
    if (!opened) {
        return opened.error();
    }
    store_ = *std::move(opened);
    verified_ = std::make_unique<auth::VerifiedLogins>(store_->directory(), clock_, log_,
                                                       line_.data / "auth.key");
    authenticator_ = std::make_unique<auth::PasswordAuthenticator>(store_->directory(), *verified_,
                                                                   clock_, log_);
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

Result<void> Process::make_relay() {
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
        outbox::PostRules{host_name(config_), config_.retry_seconds, config_.give_up_hours * 3600},
        bell_, static_cast<int>(config_.relay_connections));
    return {};
}

Result<void> Process::make_push() {
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

void Process::make_handlers() {
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
        admin::Operations::Told{[this] { hub_.missed(); },
                                [this](const store::AuditRecord& record) { log_decision(record); }},
        [this](AccountId account, const std::string& device) {
            return paced_->remark(account, device);
        });
    admin_ = std::make_unique<admin::AdminHandler>(*operations_);
    metrics_handler_ = std::make_unique<metrics::MetricsHandler>(metrics_, config_.metrics_allow);
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

Result<void> Process::listen() {
    server_ = std::make_unique<http::Server>(
        server_options(config_, line_.data),
        http::ServerPorts{router_, *authenticator_, hub_, metrics_, log_});
    add_gauges(metrics_, {.server = *server_,
                          .authenticator = *authenticator_,
                          .delivered = delivered_,
                          .post = post_ == nullptr ? nullptr : &post_->counters(),
                          .push = push_ == nullptr ? nullptr : &push_->herald().counters(),
                          .lessons = teacher_ == nullptr ? nullptr : &teacher_->counters()});
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
        if (auto added = add(
                "lmtp", server_->add_session(config_.lmtp, {.factory = *lmtp_, .reserved = true}));
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

Result<void> Process::add(const char* name, Result<std::string> address) {
    if (!address) {
        return Error{address.error().code, std::string(name) + ": " + address.error().detail};
    }
    listeners_.push_back({name, *std::move(address)});
    return {};
}

// What has to be done now and then: called each minute.
void Process::keep_up(const std::stop_token& stop) {
    store_->carry_out_due();
    store_->keep_up(stop);
    if (++minutes_ % 60 == 0) {
        verified_->save_used();
    }
}

void Process::log_decision(const store::AuditRecord& record) {
    log_.info("device_decision", {{"account", record.account},
                                  {"device", record.device},
                                  {"by", record.by},
                                  {"decision", record.event},
                                  {"detail", record.detail}});
}

void Process::reload() {
    if (tls_ == nullptr) {
        return;
    }
    if (auto loaded = tls_->reload(); !loaded) {
        log_.error("certificate_not_reloaded", {{"reason", loaded.error().detail}});
    } else {
        log_.info("certificate_reloaded");
    }
}

}  // namespace syncgate

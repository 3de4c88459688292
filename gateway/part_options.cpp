#include "gateway/part_options.h"

#include <algorithm>
#include <fstream>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "base/text.h"
#include "certs/development_ca.h"

namespace syncgate {

LogLevel level_of(const std::string& name) {
    constexpr std::string_view kNames[] = {"debug", "info", "warning", "error"};
    for (std::size_t i = 0; i < std::size(kNames); ++i) {
        if (kNames[i] == name) {
            return static_cast<LogLevel>(i);
        }
    }
    return LogLevel::kInfo;
}

std::string host_name(const Config& config) {
    if (!config.hostname.empty()) {
        return config.hostname;
    }
    const auto names = certs::local_names();
    return names.size() > 3 ? names.back() : names.front();
}

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

http::ServerOptions server_options(const Config& config, const std::filesystem::path& data) {
    http::ServerOptions options;
    const unsigned cores = std::max(1U, std::thread::hardware_concurrency());
    options.loops = config.loops > 0 ? static_cast<unsigned>(config.loops) : std::min(cores, 4U);
    options.interactive_workers = static_cast<unsigned>(config.workers);
    options.bulk_workers = std::max(12U, 2 * cores);  // deliveries wait for the disk
    options.max_connections = static_cast<std::size_t>(config.max_connections);
    options.memory_budget = static_cast<std::size_t>(config.memory_mb) << 20U;
    options.answer_budget = options.memory_budget;
    options.spool_budget = static_cast<std::size_t>(config.spool_mb) << 20U;
    options.spool_dir = data.string();
    options.proxies = config.proxies;
    return options;
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

}  // namespace syncgate

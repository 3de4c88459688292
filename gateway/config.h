// What can be configured: one TOML file, overridden by the environment, overridden by the command
// line. config_settings.cpp has one table of every setting; `syncgate config show` prints it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "base/result.h"

namespace syncgate {

struct Config {
    std::string https, http, lmtp;
    std::string hostname;
    std::int64_t loops = 0, workers = 8;
    std::vector<std::string> proxies;

    std::string relay, relay_tls = "offered", relay_user, relay_password_file, relay_authority;
    std::int64_t retry_seconds = 60, give_up_hours = 72, relay_connections = 4,
                 relay_waiting = 1000;

    std::vector<std::string> certificates, keys, names;
    std::string mail_authorities, revocation_lists;

    std::string log_level = "info", log_file;

    std::int64_t max_connections = 0, memory_mb = 256, spool_mb = 4096;
    std::int64_t device_requests = 3000, device_repeats = 120, device_resets = 100;

    std::string database;
    std::int64_t database_sessions = 16;
    std::int64_t trash_days = 7, quota_mb = 0, quota_items = 0;

    std::string learn_spam, learn_ham;

    std::vector<std::string> discovery_hosts;
    std::string discovery_dav = "/dav/";
    std::string discovery_imap, discovery_pop3, discovery_submission;

    std::string push_web = "off", push_authority;
    std::vector<std::string> push_allow;

    std::vector<std::string> metrics_allow;
};

using Environment = std::map<std::string, std::string>;

// `file` may be empty: then defaults and the environment (SYNCGATE_SECTION_KEY) count.
// Errors: kMalformed; the detail names file, line and remedy.
Result<Config> load_config(const std::filesystem::path& file, const Environment& environment);

// Every setting with its comment and the value that it has in `config`, as a file that loads.
std::string show_config(const Config& config);

// Of this process.
Environment process_environment();

}  // namespace syncgate

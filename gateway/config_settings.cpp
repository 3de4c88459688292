#include "gateway/config_settings.h"

#include <algorithm>
#include <numeric>

#include <fmt/format.h>

#include "gateway/config_values.h"

namespace syncgate {
namespace {

using Kind = Setting::Kind;
using Strings = Setting::Strings;
constexpr std::int64_t kMany = Setting::kMany;

const Setting kSettings[] = {
    {"server", "https", &Config::https,
     "Where phones connect, ADDR:PORT; \"\" for none. Port 0 takes a free one.", Kind::kListener},
    {"server", "http", &Config::http, "Plain HTTP, for loopback or behind a proxy; \"\" for none.",
     Kind::kListener},
    {"server", "lmtp", &Config::lmtp, "Where a mail server delivers (LMTP); \"\" for none.",
     Kind::kListener},
    {"server", "hostname", &Config::hostname, "What we call ourselves; \"\" for the host's name."},
    {"server", "loops", &Config::loops, "Event loops, a thread each; 0: one a core, at most 4.",
     Kind::kAny, "", 0, 64},
    {"server", "workers", &Config::workers, "Threads for requests of phones.", Kind::kAny, "", 1,
     256},
    {"server", "proxies", &Config::proxies,
     "Addresses or networks whose plain connections begin with a PROXY v2 header.",
     Kind::kNetworks},
    {"relay", "address", &Config::relay,
     "HOST:PORT of the SMTP server for mail that leaves; \"\": such mail is refused.",
     Kind::kHostPort},
    {"relay", "tls", &Config::relay_tls,
     "never | offered (encrypt when it can, verify nothing) | starttls | tls (verified both).",
     Kind::kChoice, "never|offered|starttls|tls"},
    {"relay", "user", &Config::relay_user, "Login at the relay; \"\" for none. Needs TLS."},
    {"relay", "password_file", &Config::relay_password_file, "The file that holds its password."},
    {"relay", "authority", &Config::relay_authority,
     "A PEM file to verify the relay with; \"\" for the system's authorities."},
    {"relay", "retry_seconds", &Config::retry_seconds,
     "When the relay takes a message not now, the next try is so much later; then twice as much, "
     "up to an hour.",
     Kind::kAny, "", 1, 3600},
    {"relay", "give_up_hours", &Config::give_up_hours,
     "A message that it has not taken after so long comes back to its sender.", Kind::kAny, "", 0,
     24 * 365},
    {"relay", "connections", &Config::relay_connections, "To the relay, at once.", Kind::kAny, "",
     1, 64},
    {"relay", "waiting", &Config::relay_waiting,
     "So many messages of an account may wait for it; further ones are refused for now.",
     Kind::kAny, "", 1, kMany},
    {"tls", "certificates", &Config::certificates,
     "PEM files with certificate and chain, one for each key type; none: a development authority."},
    {"tls", "keys", &Config::keys, "Their keys, in the same order."},
    {"tls", "names", &Config::names, "Further names in the development certificate."},
    {"smime", "authorities", &Config::mail_authorities,
     "PEM file of those that certificates for signed mail must lead to; \"\": the machine's own."},
    {"smime", "revocation_lists", &Config::revocation_lists,
     "A folder of their revocation lists, PEM or DER, read at each check; \"\": none is known."},
    {"log", "level", &Config::log_level, "debug | info | warning | error", Kind::kChoice,
     "debug|info|warning|error"},
    {"log", "file", &Config::log_file, "\"\" writes to standard error."},
    {"limits", "connections", &Config::max_connections,
     "At most so many connections; 0: what the process may open.", Kind::kAny, "", 0, kMany},
    {"limits", "memory_mb", &Config::memory_mb,
     "For all request bodies in memory; as much again for large answers that wait to be sent.",
     Kind::kAny, "", 1, kMany},
    {"limits", "spool_mb", &Config::spool_mb, "For all request bodies on disk.", Kind::kAny, "", 1,
     kMany},
    {"limits", "device_requests", &Config::device_requests,
     "An hour, of one device, without what brought it items; over it the device pauses 3 minutes. "
     "0: no limit, here and below.",
     Kind::kAny, "", 0, kMany},
    {"limits", "device_repeats", &Config::device_repeats,
     "The same for requests that it sends once more, byte for byte.", Kind::kAny, "", 0, kMany},
    {"limits", "device_resets", &Config::device_resets,
     "The same for folders that it starts anew once more.", Kind::kAny, "", 0, kMany},
    {"store", "database", &Config::database,
     "conninfo of a PostgreSQL database, which gateways may share; \"\": files in DIR."},
    {"store", "database_sessions", &Config::database_sessions,
     "At most so many sessions of it for work, beside the one that listens.", Kind::kAny, "", 2,
     1000},
    {"store", "trash_days", &Config::trash_days,
     "So many days a message stays in Trash; 0: until it is deleted there.", Kind::kAny, "", 0,
     36'500},
    {"store", "quota_mb", &Config::quota_mb,
     "What an account without a quota of its own may hold; 0: unlimited.", Kind::kAny, "", 0,
     kMany},
    {"store", "quota_items", &Config::quota_items, "The same, in items of all kinds.", Kind::kAny,
     "", 0, kMany},
    {"spam", "learn_spam", &Config::learn_spam,
     "A shell command that is given each message moved into Spam?, as \"rspamc learn_spam\"; \"\": "
     "none."},
    {"spam", "learn_ham", &Config::learn_ham,
     "The same for messages moved out of it, but to Trash, as \"rspamc learn_ham\"."},
    {"discovery", "hosts", &Config::discovery_hosts,
     "Names, with :PORT unless it is 443, by which phones reach this server: of several the one in "
     "the mail address's domain, else the first; none: as the phone names it.",
     Kind::kHosts},
    {"discovery", "dav", &Config::discovery_dav,
     "Where calendars and contacts are, a path or https:// URL; \"\": nowhere.", Kind::kPlace},
    {"discovery", "imap", &Config::discovery_imap,
     "A mail server beside this one that programs for mail are told of, HOST:PORT; \"\": none. "
     "Ports 143, 110, 587 and 25 begin with STARTTLS, others with TLS.",
     Kind::kHostPort},
    {"discovery", "pop3", &Config::discovery_pop3, "The same, for POP3.", Kind::kHostPort},
    {"discovery", "submission", &Config::discovery_submission, "The same, for mail that they send.",
     Kind::kHostPort},
    {"push", "web", &Config::push_web,
     "off | on: tell the push services that programs for contacts name of changes (WebDAV-Push). "
     "They are on the Internet, and learn when an address book changes, not what.",
     Kind::kChoice, "off|on"},
    {"push", "authority", &Config::push_authority,
     "A PEM file to verify push services with; \"\" for the system's authorities."},
    {"push", "allow", &Config::push_allow,
     "Addresses or networks of push services that are reached although they are not public.",
     Kind::kNetworks},
    {"metrics", "allow", &Config::metrics_allow,
     "Addresses that may read /metrics, beside loopback.", Kind::kAddresses},
};

std::size_t distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 0; i < a.size(); ++i) {
        std::size_t diagonal = row[0]++;
        for (std::size_t j = 0; j < b.size(); ++j) {
            const std::size_t above = row[j + 1];
            row[j + 1] = std::min({above + 1, row[j] + 1, diagonal + (a[i] == b[j] ? 0U : 1U)});
            diagonal = above;
        }
    }
    return row.back();
}

}  // namespace

std::span<const Setting> settings() {
    return kSettings;
}

const Setting* find_setting(std::string_view section, std::string_view key) {
    const auto* it = std::find_if(
        std::begin(kSettings), std::end(kSettings),
        [&](const Setting& each) { return each.section == section && each.key == key; });
    return it == std::end(kSettings) ? nullptr : it;
}

std::string nearest_setting(std::string_view section, std::string_view key) {
    const std::string wanted = std::string(section) + "." + std::string(key);
    const auto* best = std::min_element(
        std::begin(kSettings), std::end(kSettings), [&](const Setting& a, const Setting& b) {
            return distance(wanted, fmt::format("{}.{}", a.section, a.key)) <
                   distance(wanted, fmt::format("{}.{}", b.section, b.key));
        });
    return fmt::format("[{}] {}", best->section, best->key);
}

std::string variable_of(const Setting& setting) {
    std::string name = fmt::format("SYNCGATE_{}_{}", setting.section, setting.key);
    std::transform(name.begin(), name.end(), name.begin(), [](char c) {
        return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    });
    return name;
}

std::string_view type_name(const Setting& setting) {
    constexpr std::string_view kNames[] = {"a text in quotes", "a number",
                                           "a list of texts, [\"...\"]"};
    return kNames[setting.member.index()];
}

std::string check_setting(const Setting& setting, const Config& config) {
    if (const auto* number = std::get_if<std::int64_t Config::*>(&setting.member)) {
        const bool valid = config.**number >= setting.least && config.**number <= setting.most;
        return valid ? std::string()
                     : fmt::format("must be from {} to {}", setting.least, setting.most);
    }
    const auto text = [&] { return config.*std::get<std::string Config::*>(setting.member); };
    const auto list = [&] { return config.*std::get<Strings Config::*>(setting.member); };
    switch (setting.kind) {
        case Kind::kAny:
            return {};
        case Kind::kChoice:
            return check_choice(text(), setting.choices);
        case Kind::kListener:
            return check_listener(text());
        case Kind::kHostPort:
            return check_host_port(text());
        case Kind::kNetworks:
            return check_networks(list());
        case Kind::kAddresses:
            return check_addresses(list());
        case Kind::kHosts:
            return check_hosts(list());
        case Kind::kPlace:
            return check_place(text());
    }
    return {};
}

}  // namespace syncgate

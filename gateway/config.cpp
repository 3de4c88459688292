#include "gateway/config.h"

#include <algorithm>
#include <functional>
#include <map>
#include <numeric>
#include <variant>

#include <fmt/format.h>
#include <toml++/toml.h>
#include <unistd.h>

#include "base/text.h"
#include "gateway/config_values.h"

namespace syncgate {
namespace {

using Strings = std::vector<std::string>;
using Member = std::variant<std::string Config::*, std::int64_t Config::*, Strings Config::*>;

enum class Kind { kAny, kChoice, kListener, kHostPort, kNetworks, kAddresses, kHosts, kPlace };

struct Setting {
    std::string_view section, key;
    Member member;
    std::string_view comment;
    Kind kind = Kind::kAny;
    std::string_view choices{};        // of kChoice: "a|b|c"
    std::int64_t least = 0, most = 0;  // of a number
};

constexpr std::int64_t kMany = 1'000'000;

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

Error bad(std::string text) {
    return {ErrorCode::kMalformed, std::move(text)};
}

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

// "[server] https", the setting whose name is nearest to what was written.
std::string nearest(std::string_view section, std::string_view key) {
    const std::string wanted = std::string(section) + "." + std::string(key);
    const auto* best = std::min_element(
        std::begin(kSettings), std::end(kSettings), [&](const Setting& a, const Setting& b) {
            return distance(wanted, fmt::format("{}.{}", a.section, a.key)) <
                   distance(wanted, fmt::format("{}.{}", b.section, b.key));
        });
    return fmt::format("[{}] {}", best->section, best->key);
}

const Setting* find_setting(std::string_view section, std::string_view key) {
    const auto* it = std::find_if(
        std::begin(kSettings), std::end(kSettings),
        [&](const Setting& each) { return each.section == section && each.key == key; });
    return it == std::end(kSettings) ? nullptr : it;
}

// Empty when the value may be; else what is wrong with it.
std::string check(const Setting& setting, const Config& config) {
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

// Whether the node had the setting's type.
bool assign(const Setting& setting, const toml::node& node, Config& config) {
    if (const auto* text = std::get_if<std::string Config::*>(&setting.member)) {
        const auto value = node.value_exact<std::string>();
        if (value) {
            config.** text = *value;
        }
        return value.has_value();
    }
    if (const auto* number = std::get_if<std::int64_t Config::*>(&setting.member)) {
        const auto value = node.value_exact<std::int64_t>();
        if (value) {
            config.** number = *value;
        }
        return value.has_value();
    }
    const auto* list = node.as_array();
    Strings values;
    if (list == nullptr) {
        return false;
    }
    for (const auto& each : *list) {
        const auto value = each.value_exact<std::string>();
        if (!value) {
            return false;
        }
        values.push_back(*value);
    }
    config.*std::get<Strings Config::*>(setting.member) = std::move(values);
    return true;
}

std::string_view type_name(const Setting& setting) {
    constexpr std::string_view kNames[] = {"a text in quotes", "a number",
                                           "a list of texts, [\"...\"]"};
    return kNames[setting.member.index()];
}

// Where each setting that is not a default was set: "syncgate.toml:7", "SYNCGATE_TLS_KEYS".
using Places = std::map<std::string, std::string, std::less<>>;  // by "section.key"

Result<void> apply_file(const std::filesystem::path& file, Config& config, Places& places) {
    toml::table table;
    try {
        table = toml::parse_file(file.string());
    } catch (const toml::parse_error& error) {
        return bad(fmt::format("{}:{}: {}", file.string(), error.source().begin.line,
                               error.description()));
    }
    for (const auto& [section, node] : table) {
        const auto* settings = node.as_table();
        if (settings == nullptr) {
            return bad(fmt::format("{}:{}: {} stands in no section; did you mean {}?",
                                   file.string(), node.source().begin.line, section.str(),
                                   nearest("", section.str())));
        }
        for (const auto& [key, value] : *settings) {
            const auto where = fmt::format("{}:{}", file.string(), value.source().begin.line);
            const auto* setting = find_setting(section.str(), key.str());
            if (setting == nullptr) {
                return bad(fmt::format("{}: there is no [{}] {}; did you mean {}?", where,
                                       section.str(), key.str(),
                                       nearest(section.str(), key.str())));
            }
            if (!assign(*setting, value, config)) {
                return bad(fmt::format("{}: [{}] {} must be {}", where, setting->section,
                                       setting->key, type_name(*setting)));
            }
            if (const auto wrong = check(*setting, config); !wrong.empty()) {
                return bad(
                    fmt::format("{}: [{}] {} {}", where, setting->section, setting->key, wrong));
            }
            places[fmt::format("{}.{}", setting->section, setting->key)] = where;
        }
    }
    return {};
}

std::string variable_of(const Setting& setting) {
    std::string name = fmt::format("SYNCGATE_{}_{}", setting.section, setting.key);
    std::transform(name.begin(), name.end(), name.begin(), [](char c) {
        return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    });
    return name;
}

Result<void> apply_variable(const Setting& setting, const std::string& value, Config& config) {
    const std::string name = variable_of(setting);
    if (const auto* text = std::get_if<std::string Config::*>(&setting.member)) {
        config.** text = value;
    } else if (const auto* number = std::get_if<std::int64_t Config::*>(&setting.member)) {
        const auto parsed = parse_uint(value);
        if (!parsed || *parsed > static_cast<std::uint64_t>(kMany)) {
            return bad(name + " must be a number");
        }
        config.** number = static_cast<std::int64_t>(*parsed);
    } else {
        Strings values;
        for (const auto each : split(value, ',')) {
            if (!trim(each).empty()) {
                values.emplace_back(trim(each));
            }
        }
        config.*std::get<Strings Config::*>(setting.member) = std::move(values);
    }
    const auto wrong = check(setting, config);
    return wrong.empty() ? Result<void>() : Result<void>(bad(name + " " + wrong));
}

// Settings that must fit each other.
Result<void> check_together(const Config& config, const Places& places) {
    if (config.certificates.size() == config.keys.size()) {
        return {};
    }
    const auto keys = places.find("tls.keys");
    const auto place = keys != places.end() ? keys : places.find("tls.certificates");
    return bad(
        fmt::format("{}: [tls] has {} certificates and {} keys; give as many keys as "
                    "certificates, in the same order",
                    place->second, config.certificates.size(), config.keys.size()));
}

std::string toml_text(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') {
            out += '\\';
        }
        out += c;
    }
    return out + "\"";
}

std::string value_text(const Setting& setting, const Config& config) {
    if (const auto* text = std::get_if<std::string Config::*>(&setting.member)) {
        return toml_text(config.**text);
    }
    if (const auto* number = std::get_if<std::int64_t Config::*>(&setting.member)) {
        return std::to_string(config.**number);
    }
    std::string out;
    for (const auto& each : config.*std::get<Strings Config::*>(setting.member)) {
        out += (out.empty() ? "" : ", ") + toml_text(each);
    }
    return "[" + out + "]";
}

}  // namespace

Result<Config> load_config(const std::filesystem::path& file, const Environment& environment) {
    Config config;
    Places places;
    if (!file.empty()) {
        if (!std::filesystem::exists(file)) {
            return bad(
                file.string() +
                ": no such file; `syncgate config show > FILE` makes one with every default");
        }
        if (auto applied = apply_file(file, config, places); !applied) {
            return applied.error();
        }
    }
    for (const auto& setting : kSettings) {
        const auto it = environment.find(variable_of(setting));
        if (it != environment.end()) {
            if (auto applied = apply_variable(setting, it->second, config); !applied) {
                return applied.error();
            }
            places[fmt::format("{}.{}", setting.section, setting.key)] = it->first;
        }
    }
    if (auto fits = check_together(config, places); !fits) {
        return fits.error();
    }
    return config;
}

std::string show_config(const Config& config) {
    std::string out =
        "# Syncgate's configuration. Each setting has its default here unless it was changed.\n"
        "# The environment overrides it: SYNCGATE_SECTION_KEY, lists separated by commas.\n";
    std::string_view section;
    for (const auto& setting : kSettings) {
        if (setting.section != section) {
            section = setting.section;
            out += fmt::format("\n[{}]\n", section);
        }
        out += fmt::format("# {}\n{} = {}\n", setting.comment, setting.key,
                           value_text(setting, config));
    }
    return out;
}

Environment process_environment() {
    Environment variables;
    for (char** each = environ; *each != nullptr; ++each) {
        const std::string_view pair = *each;
        const auto equals = pair.find('=');
        if (pair.starts_with("SYNCGATE_") && equals != std::string_view::npos) {
            variables.emplace(pair.substr(0, equals), pair.substr(equals + 1));
        }
    }
    return variables;
}

}  // namespace syncgate

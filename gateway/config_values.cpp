#include "gateway/config_values.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.h"
#include "gateway/net/address.h"
#include "protocols/autodiscover/hosts.h"

namespace syncgate {

std::string check_choice(const std::string& value, std::string_view choices) {
    const auto all = split(choices, '|');
    return std::find(all.begin(), all.end(), value) != all.end()
               ? std::string()
               : fmt::format("must be one of {}", choices);
}

std::string check_listener(const std::string& value) {
    return value.empty() || net::parse_address(value)
               ? std::string()
               : fmt::format("must be a numeric ADDR:PORT as 0.0.0.0:8443 or [::]:8443, not {}",
                             value);
}

std::string check_host_port(const std::string& value) {
    const auto colon = value.rfind(':');
    const auto port = colon == std::string::npos
                          ? std::nullopt
                          : parse_uint(std::string_view(value).substr(colon + 1));
    const bool valid = colon != 0 && port && *port > 0 && *port <= UINT16_MAX;
    return value.empty() || valid
               ? std::string()
               : fmt::format("must be HOST:PORT as mail.example.org:25, not {}", value);
}

std::string check_networks(const std::vector<std::string>& values) {
    for (const auto& value : values) {
        if (!net::AddressList::parse({value})) {
            return fmt::format("must be addresses or networks as 10.0.0.1 or 10.0.0.0/8, not {}",
                               value);
        }
    }
    return {};
}

std::string check_hosts(const std::vector<std::string>& values) {
    for (const auto& value : values) {
        if (!autodiscover::is_host(value)) {
            return fmt::format("must be names as mail.example.org or mail.example.org:8443, not {}",
                               value);
        }
    }
    return {};
}

std::string check_place(const std::string& value) {
    const bool printable =
        std::all_of(value.begin(), value.end(), [](char c) { return c > ' ' && c < '\x7f'; });
    const bool valid = value.starts_with('/') || value.starts_with("https://");
    return value.empty() || (valid && printable)
               ? std::string()
               : fmt::format("must be a path as /dav/ or a URL as https://dav.example.org/, not {}",
                             value);
}

std::string check_addresses(const std::vector<std::string>& values) {
    for (const auto& value : values) {
        const bool v6 = value.find(':') != std::string::npos;
        const auto address = net::parse_address(v6 ? "[" + value + "]:0" : value + ":0");
        if (!address) {
            return fmt::format("must be addresses as 192.0.2.7 or 2001:db8::7, not {}", value);
        }
        const std::string written = net::host_text(address->storage);
        if (written != value) {
            return fmt::format("must have {} written as {}", value, written);
        }
    }
    return {};
}

}  // namespace syncgate

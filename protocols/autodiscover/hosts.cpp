#include "protocols/autodiscover/hosts.h"

#include <algorithm>

#include "base/text.h"

namespace syncgate::autodiscover {
namespace {

constexpr std::size_t kMaxHost = 262;  // a name of 255 bytes, and a port

bool stands_in(std::string_view host, std::string_view domain) {
    const std::string name = lower_ascii(name_of(host));
    return !domain.empty() && (name == domain || name.ends_with("." + std::string(domain)));
}

}  // namespace

bool is_host(std::string_view text) {
    constexpr std::string_view kOthers = ".-:[]";
    return !text.empty() && text.size() <= kMaxHost &&
           std::all_of(text.begin(), text.end(), [&](char c) {
               return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                      kOthers.find(c) != std::string_view::npos;
           });
}

std::string_view name_of(std::string_view host) {
    return host.ends_with(']') ? host : host.substr(0, host.rfind(':'));
}

std::string_view port_of(std::string_view host) {
    const auto name = name_of(host);
    return name.size() == host.size() ? "443" : host.substr(name.size() + 1);
}

std::string domain_of(std::string_view address) {
    const auto at = address.rfind('@');
    return at == std::string_view::npos ? "" : lower_ascii(trim(address.substr(at + 1)));
}

std::string host_for(const std::vector<std::string>& hosts, std::string_view domain,
                     const Request& request) {
    if (!hosts.empty()) {
        const auto it = std::find_if(hosts.begin(), hosts.end(), [&](const std::string& host) {
            return stands_in(host, domain);
        });
        return it == hosts.end() ? hosts.front() : *it;
    }
    const auto* named = request.headers.find("Host");
    if (named == nullptr || !is_host(*named)) {
        return "";
    }
    return std::string(came_over_tls(request) ? *named : name_of(*named));
}

bool came_over_tls(const Request& request) {
    const auto* forwarded = request.headers.find("X-Forwarded-Proto");
    return request.peer.tls || (forwarded != nullptr && iequals(trim(*forwarded), "https"));
}

}  // namespace syncgate::autodiscover

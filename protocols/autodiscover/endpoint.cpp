#include "protocols/autodiscover/endpoint.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/text.h"
#include "protocols/autodiscover/autoconfig.h"
#include "protocols/autodiscover/hosts.h"
#include "protocols/autodiscover/json.h"
#include "protocols/autodiscover/pox.h"
#include "protocols/autodiscover/query.h"

namespace syncgate::autodiscover {
namespace {

enum class Page : std::uint8_t { kPox, kJson, kAutoconfig, kDav };

struct Place {
    std::string_view path;
    Page page;
    bool and_below = false;
};
constexpr Place kPlaces[] = {
    {"/autodiscover/autodiscover.xml", Page::kPox},
    {"/autodiscover/autodiscover.json", Page::kJson, true},
    {"/mail/config-v1.1.xml", Page::kAutoconfig},
    {"/v1.1/mail/config-v1.1.xml", Page::kAutoconfig},
    {"/.well-known/autoconfig/mail/config-v1.1.xml", Page::kAutoconfig},
    {"/.well-known/caldav", Page::kDav},
    {"/.well-known/carddav", Page::kDav},
};
constexpr std::string_view kPoxPath = kPlaces[0].path;
constexpr std::string_view kXml = "text/xml; charset=utf-8";

std::optional<Page> page_of(std::string_view path) {
    if (path.ends_with('/')) {
        path.remove_suffix(1);
    }
    for (const auto& place : kPlaces) {
        if (iequals(path, place.path) ||
            (place.and_below && istarts_with(path, std::string(place.path) + "/"))) {
            return place.page;
        }
    }
    return std::nullopt;
}

bool is_get(const Request& request) {
    return request.method == "GET" || request.method == "HEAD";
}

bool needs_login(const Request& request) {
    return page_of(request.path) == Page::kPox &&
           (request.method == "POST" || came_over_tls(request));
}

Reply to(int status, std::string place) {
    Reply reply = Reply::of(status);
    reply.headers.add("Location", std::move(place));
    return reply;
}

Reply not_allowed(std::string_view methods) {
    Reply reply = Reply::of(405);
    reply.headers.add("Allow", std::string(methods));
    return reply;
}

// Answers depend on who asks, and by what name.
Reply finished(Reply reply) {
    reply.headers.add("Cache-Control", "private, no-store");
    reply.notes.emplace_back("command", "Autodiscover");
    return reply;
}

std::uint32_t number_of(std::string_view name) {
    std::uint32_t hash = 0x811c9dc5U;  // FNV-1a
    for (const char c : name) {
        hash = (hash ^ static_cast<unsigned char>(c)) * 0x01000193U;
    }
    return hash;
}

// "autoconfig.example.org" is asked about example.org.
std::string domain_asked(const Request& request, std::string_view host) {
    constexpr std::string_view kPrefix = "autoconfig.";
    const auto address = parameter(request.query, "emailaddress");
    if (const std::string domain = domain_of(address.value_or("")); !domain.empty()) {
        return domain;
    }
    const auto* named = request.headers.find("Host");
    std::string_view name = named != nullptr && is_host(*named) ? *named : host;
    name = name_of(name);
    return lower_ascii(istarts_with(name, kPrefix) ? name.substr(kPrefix.size()) : name);
}

}  // namespace

const std::vector<std::string_view>& Endpoint::prefixes() {
    static const std::vector<std::string_view> all = [] {
        std::vector<std::string_view> found;
        for (const auto& place : kPlaces) {
            found.push_back(place.path);
        }
        return found;
    }();
    return all;
}

Handler::Terms Endpoint::admit(const Request& head) const {
    Terms terms;
    terms.open = !needs_login(head);
    terms.switched_off = 456;  // MS-ASHTTP: "blocked"
    return terms;
}

std::optional<Outcome> Endpoint::immediate(Request& request) {
    if (needs_login(request)) {
        return std::nullopt;
    }
    return finished(answer_open(request));
}

Outcome Endpoint::handle(Request& request) {
    return finished(needs_login(request) ? answer_pox(request) : answer_open(request));
}

Reply Endpoint::answer_open(const Request& request) const {
    const auto page = page_of(request.path);
    if (!page) {
        return Reply::of(404);
    }
    if (*page == Page::kDav) {
        return services_.dav.empty() ? Reply::of(404) : to(301, services_.dav);
    }
    if (!is_get(request)) {
        return not_allowed(*page == Page::kPox ? "GET, HEAD, POST" : "GET, HEAD");
    }
    const std::string address = *page == Page::kJson
                                    ? address_of_json(request)
                                    : parameter(request.query, "emailaddress").value_or("");
    const std::string host = host_for(services_.hosts, domain_of(address), request);
    if (host.empty()) {
        return Reply::of(400);
    }
    switch (*page) {
        case Page::kPox:
            return to(302, "https://" + host + std::string(kPoxPath));
        case Page::kJson:
            return answer_json(request, host);
        case Page::kAutoconfig:
            return Reply::of(
                200, render_autoconfig(domain_asked(request, host), host, services_.mail), kXml);
        case Page::kDav:
            break;
    }
    return Reply::of(404);
}

Reply Endpoint::answer_pox(const Request& request) const {
    const auto asked = parse_pox(is_get(request) ? std::string_view() : request.body.bytes());
    if (const auto* error = std::get_if<FrameError>(&asked)) {
        return answer_error(request, *error);
    }
    return answer_address(request, std::get<Asked>(asked));
}

Reply Endpoint::answer_error(const Request& request, FrameError error) const {
    const auto id = number_of(host_for(services_.hosts, "", request));
    return Reply::of(200, render(error, services_.clock.now_millis(), id), kXml);
}

Reply Endpoint::answer_address(const Request& request, const Asked& asked) const {
    const bool outlook = asked.schema == Schema::kOutlook;
    if (outlook && services_.mail.empty()) {
        return answer_error(request, FrameError::kNoProvider);
    }
    const auto record = services_.directory.find_login(asked.address);
    if (!record && record.error().code != ErrorCode::kNotFound) {
        services_.log.error("autodiscover_failed", {{"reason", record.error().detail}});
        return Reply::of(500);
    }
    // Whether somebody else's address is there is nobody's business.
    if (!record || record->id != request.who.account) {
        return outlook ? answer_error(request, FrameError::kNoAddress)
                       : Reply::of(200, render_unknown(asked.address), kXml);
    }
    const std::string& name = record->display_name.empty() ? record->address : record->display_name;
    if (outlook) {
        return Reply::of(200, render(OutlookSettings{record->address, name, services_.mail}), kXml);
    }
    const std::string host = host_for(services_.hosts, domain_of(asked.address), request);
    if (host.empty()) {
        return Reply::of(400);
    }
    const std::string url = record->elsewhere.empty()
                                ? "https://" + host + "/Microsoft-Server-ActiveSync"
                                : record->elsewhere;
    return Reply::of(200, render(MobileSync{record->address, name, url}), kXml);
}

}  // namespace syncgate::autodiscover

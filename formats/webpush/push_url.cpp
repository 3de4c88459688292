#include "formats/webpush/push_url.h"

#include <algorithm>
#include <charconv>

#include "base/text.h"

namespace syncgate::webpush {
namespace {

constexpr std::size_t kMostBytes = 2048;
constexpr std::uint16_t kUsualPort = 443;
constexpr std::string_view kScheme = "https://";

bool is_host(std::string_view host) {
    return !host.empty() && std::all_of(host.begin(), host.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
    });
}

bool is_address(std::string_view address) {
    return !address.empty() && std::all_of(address.begin(), address.end(), [](char c) {
        return (c >= 'a' && c <= 'f') || (c >= '0' && c <= '9') || c == ':' || c == '.';
    });
}

// Cuts the host off `authority`, which leaves ":port" or nothing.
bool take_host(std::string_view& authority, std::string& host) {
    const bool bracketed = authority.starts_with('[');
    const auto end = authority.find(bracketed ? ']' : ':');
    if (bracketed && end == std::string_view::npos) {
        return false;
    }
    host = lower_ascii(bracketed ? authority.substr(1, end - 1) : authority.substr(0, end));
    authority.remove_prefix(std::min(authority.size(), bracketed ? end + 1 : end));
    return bracketed ? is_address(host) : is_host(host);
}

bool read_port(std::string_view text, std::uint16_t& port) {
    if (text.empty()) {
        return true;
    }
    const auto* const end = text.data() + text.size();
    const auto [at, error] = std::from_chars(text.data() + 1, end, port);
    return text.front() == ':' && error == std::errc() && at == end && port != 0;
}

}  // namespace

std::string PushUrl::authority() const {
    const bool is_v6 = host.find(':') != std::string::npos;
    return (is_v6 ? "[" + host + "]" : host) +
           (port == kUsualPort ? "" : ":" + std::to_string(port));
}

std::string PushUrl::origin() const {
    return std::string(kScheme) + authority();
}

Result<PushUrl> parse_push_url(std::string_view text) {
    const Error malformed{ErrorCode::kMalformed, "no URL of a push service"};
    const bool is_clean = std::all_of(text.begin(), text.end(), [](char c) {
        return c > ' ' && c < '\x7f' && c != '#' && c != '"' && c != '<' && c != '>' && c != '\\';
    });
    if (!is_clean || text.size() > kMostBytes || !istarts_with(text, kScheme)) {
        return malformed;
    }
    text.remove_prefix(kScheme.size());
    const auto end = std::min(text.find_first_of("/?"), text.size());
    auto authority = text.substr(0, end);
    const auto target = text.substr(end);
    PushUrl url;
    if (!take_host(authority, url.host) || !read_port(authority, url.port)) {
        return malformed;
    }
    url.target = (target.starts_with('/') ? "" : "/") + std::string(target);
    return url;
}

}  // namespace syncgate::webpush

#include "protocols/lmtp/path.h"

#include <algorithm>

#include "base/text.h"

namespace syncgate::lmtp {
namespace {

// "jane doe"@example.org -> jane doe@example.org
std::string unquoted(std::string_view address) {
    std::string out;
    bool quoted = false;
    for (std::size_t i = 0; i < address.size(); ++i) {
        if (address[i] == '"') {
            quoted = !quoted;
        } else if (quoted && address[i] == '\\' && i + 1 < address.size()) {
            out += address[++i];
        } else {
            out += address[i];
        }
    }
    return out;
}

// Where the '>' stands that ends the path; quoted ones do not count.
std::size_t end_of(std::string_view text) {
    bool quoted = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\\') {
            ++i;
        } else if (text[i] == '"') {
            quoted = !quoted;
        } else if (text[i] == '>' && !quoted) {
            return i;
        }
    }
    return std::string_view::npos;
}

}  // namespace

std::optional<Path> parse_path(std::string_view text) {
    text = trim(text);
    if (text.empty() || text.front() != '<') {
        return std::nullopt;
    }
    const auto end = end_of(text);
    if (end == std::string_view::npos) {
        return std::nullopt;
    }
    std::string_view address = text.substr(1, end - 1);
    if (std::any_of(address.begin(), address.end(),
                    [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; })) {
        return std::nullopt;  // it becomes a header field
    }
    if (!address.empty() && address.front() == '@') {  // a source route, long obsolete
        const auto colon = address.find(':');
        if (colon == std::string_view::npos) {
            return std::nullopt;
        }
        address.remove_prefix(colon + 1);
    }
    return Path{unquoted(address), trim(text.substr(end + 1))};
}

std::optional<std::string_view> parameter(std::string_view parameters, std::string_view name) {
    for (const auto each : split(parameters, ' ')) {
        const auto equals = each.find('=');
        if (iequals(each.substr(0, equals), name)) {
            return equals == std::string_view::npos ? std::string_view() : each.substr(equals + 1);
        }
    }
    return std::nullopt;
}

}  // namespace syncgate::lmtp

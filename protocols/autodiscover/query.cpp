#include "protocols/autodiscover/query.h"

#include "base/hex.h"
#include "base/text.h"

namespace syncgate::autodiscover {
namespace {

std::string decoded(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '%' && i + 2 < text.size()) {
            if (const auto byte = hex_decode(text.substr(i + 1, 2))) {
                out += *byte;
                i += 2;
                continue;
            }
        }
        out += text[i];
    }
    return out;
}

}  // namespace

std::optional<std::string> parameter(std::string_view query, std::string_view name) {
    for (const auto pair : split(query, '&')) {
        const auto equals = pair.find('=');
        if (equals != std::string_view::npos && iequals(pair.substr(0, equals), name)) {
            const std::string value = decoded(pair.substr(equals + 1));
            return value.empty() ? std::nullopt : std::optional(value);
        }
    }
    return std::nullopt;
}

}  // namespace syncgate::autodiscover

#include "protocols/dav/http_date.h"

#include <ctime>

namespace syncgate::dav {
namespace {

constexpr const char* kHttp = "%a, %d %b %Y %H:%M:%S GMT";  // of the C locale

std::string format(UnixSeconds time, const char* how) {
    const std::time_t seconds = time;
    std::tm parts{};
    if (gmtime_r(&seconds, &parts) == nullptr) {
        return {};
    }
    char text[64];
    return {text, std::strftime(text, sizeof text, how, &parts)};
}

}  // namespace

std::string http_date(UnixSeconds time) {
    return format(time, kHttp);
}

std::optional<UnixSeconds> parse_http_date(const std::string& text) {
    std::tm parts{};
    const char* const end = strptime(text.c_str(), kHttp, &parts);
    return end == nullptr || *end != '\0' ? std::nullopt
                                          : std::optional<UnixSeconds>(timegm(&parts));
}

std::string rfc3339(UnixSeconds time) {
    return format(time, "%Y-%m-%dT%H:%M:%SZ");
}

}  // namespace syncgate::dav

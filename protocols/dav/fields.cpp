#include "protocols/dav/fields.h"

#include <algorithm>

#include "base/text.h"

namespace syncgate::dav {
namespace {

bool says(const Request& request, std::string_view header, std::string_view preference) {
    return std::any_of(
        request.headers.fields().begin(), request.headers.fields().end(), [&](const auto& field) {
            if (!iequals(field.first, header)) {
                return false;
            }
            const auto items = split(field.second, ',');
            return std::any_of(items.begin(), items.end(), [&](std::string_view item) {
                return iequals(trim(item.substr(0, item.find(';'))), preference);
            });
        });
}

// Without the port that its scheme has anyway.
std::string_view without_usual_port(std::string_view host) {
    for (const std::string_view port : {":443", ":80"}) {
        if (host.ends_with(port)) {
            return host.substr(0, host.size() - port.size());
        }
    }
    return host;
}

}  // namespace

Result<Depth> depth_of(const Request& request, Depth absent) {
    const auto* field = request.headers.find("Depth");
    if (field == nullptr) {
        return absent;
    }
    const auto value = trim(*field);
    if (value == "0") {
        return Depth::kZero;
    }
    if (value == "1") {
        return Depth::kOne;
    }
    if (iequals(value, "infinity")) {
        return Depth::kInfinity;
    }
    return Error{ErrorCode::kMalformed, "dav: no Depth"};
}

Preferences preferences_of(const Request& request) {
    Preferences found;
    found.minimal = says(request, "Prefer", "return=minimal") || says(request, "Brief", "t");
    found.representation = says(request, "Prefer", "return=representation");
    found.no_root = says(request, "Prefer", "depth-noroot");
    return found;
}

Result<std::string> destination_of(const Request& request) {
    const auto* field = request.headers.find("Destination");
    const std::string_view value = field == nullptr ? "" : trim(*field);
    if (value.starts_with('/') && !value.starts_with("//")) {
        return std::string(value);
    }
    const auto scheme = value.find("://");
    if (scheme == std::string_view::npos) {
        return Error{ErrorCode::kMalformed, "dav: no Destination"};
    }
    const auto rest = value.substr(scheme + 3);
    const auto slash = rest.find('/');
    const auto* host = request.headers.find("Host");
    if (host == nullptr ||
        !iequals(without_usual_port(rest.substr(0, slash)), without_usual_port(trim(*host)))) {
        return Error{ErrorCode::kUnsupported, "dav: a Destination elsewhere"};
    }
    return std::string(slash == std::string_view::npos ? "/" : rest.substr(slash));
}

bool overwrites(const Request& request) {
    const auto* field = request.headers.find("Overwrite");
    return field == nullptr || !iequals(trim(*field), "F");
}

}  // namespace syncgate::dav

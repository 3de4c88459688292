#include "protocols/dav/carddav/accepted.h"

#include <charconv>
#include <utility>

#include "base/text.h"

namespace syncgate::dav::carddav {
namespace {

struct Range {
    bool is_vcard = false;
    std::string_view version;
    double quality = 1;
};

std::string_view unquoted(std::string_view text) {
    const bool quoted = text.size() > 1 && text.starts_with('"') && text.ends_with('"');
    return quoted ? text.substr(1, text.size() - 2) : text;
}

double quality_of(std::string_view text) {
    double value = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
    return read.ec == std::errc() && value >= 0 && value <= 1 ? value : 0;
}

// "text/vcard; version=4.0; q=0.5".
Range read_range(std::string_view text) {
    Range range;
    bool first = true;
    for (const auto part : split(text, ';')) {
        if (std::exchange(first, false)) {
            range.is_vcard = iequals(trim(part), "text/vcard");
            continue;
        }
        const auto equals = part.find('=');
        if (equals == std::string_view::npos) {
            continue;
        }
        const auto name = trim(part.substr(0, equals));
        const auto value = unquoted(trim(part.substr(equals + 1)));
        if (iequals(name, "version")) {
            range.version = value;
        } else if (iequals(name, "q")) {
            range.quality = quality_of(value);
        }
    }
    return range;
}

}  // namespace

std::optional<vcard::Version> accepted_version(std::string_view accept) {
    Range best;
    best.quality = 0;
    for (const auto part : split(accept, ',')) {
        const auto range = read_range(part);
        if (range.is_vcard && range.quality > best.quality) {
            best = range;
        }
    }
    return best.version == "4.0"   ? std::optional(vcard::Version::k4_0)
           : best.version == "3.0" ? std::optional(vcard::Version::k3_0)
                                   : std::nullopt;
}

}  // namespace syncgate::dav::carddav

#include "protocols/activesync/version.h"

#include <algorithm>
#include <string>

namespace syncgate::activesync {
namespace {

struct Row {
    Version version;
    std::string_view text;
};

constexpr Row kRows[] = {
    {Version::k2_5, "2.5"},   {Version::k12_0, "12.0"}, {Version::k12_1, "12.1"},
    {Version::k14_0, "14.0"}, {Version::k14_1, "14.1"}, {Version::k16_0, "16.0"},
    {Version::k16_1, "16.1"},
};

}  // namespace

std::optional<Version> parse_version(std::string_view text) {
    for (const auto& row : kRows) {
        if (row.text == text) {
            return row.version;
        }
    }
    return std::nullopt;
}

std::optional<Version> parse_version(unsigned times_ten) {
    for (const auto& row : kRows) {
        if (static_cast<unsigned>(row.version) == times_ten) {
            return row.version;
        }
    }
    return std::nullopt;
}

std::string_view to_string(Version version) {
    return std::find_if(std::begin(kRows), std::end(kRows),
                        [&](const Row& row) { return row.version == version; })
        ->text;
}

std::string_view offered_versions() {
    static const std::string joined = [] {
        std::string out;
        for (const auto& row : kRows) {
            out += (out.empty() ? "" : ",") + std::string(row.text);
        }
        return out;
    }();
    return joined;
}

}  // namespace syncgate::activesync

#include "protocols/activesync/quirks.h"

#include "base/text.h"

namespace syncgate::activesync {
namespace {

struct Row {
    std::string_view device_type;  // a prefix
    Quirks quirks;
};

constexpr Row kRows[] = {
    // Outlook 2013 to 2019 for Windows has no Provision: other servers exempt it by its DeviceType.
    {"WindowsOutlook", {.never_provisions = true}},
    // Microsoft's Connectivity Analyzer tests without provisioning.
    {"TestActiveSyncConnectivity", {.never_provisions = true}},
};

}  // namespace

Quirks quirks_of(std::string_view device_type) {
    for (const auto& row : kRows) {
        if (istarts_with(device_type, row.device_type)) {
            return row.quirks;
        }
    }
    return {};
}

}  // namespace syncgate::activesync

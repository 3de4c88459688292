// Which elements of its items a client handles itself: those that it does not may be missing from
// its Change without being removed ("ghosted").
//
// Source: MS-ASCMD 2.2.3.179 Supported.
#pragma once

#include <algorithm>
#include <vector>

#include "formats/wbxml/tag.h"

namespace syncgate::activesync {

struct Supported {
    bool said = false;               // without: nothing is ghosted
    std::vector<wbxml::Tag> tags{};  // ascending; none: everything is ghosted

    // Whether the element keeps its value when a Change leaves it out.
    [[nodiscard]] bool ghosts(wbxml::Tag tag) const {
        return said && !std::binary_search(tags.begin(), tags.end(), tag);
    }
    bool operator==(const Supported&) const = default;
};

}  // namespace syncgate::activesync

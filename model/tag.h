// A tag: what an item's keyword is called and how it is shown.
#pragma once

#include <string>

namespace syncgate {

struct Tag {
    std::string keyword;  // as it stands in Item::keywords
    std::string name;
    std::string color;  // "#rrggbb", or empty

    bool operator==(const Tag&) const = default;
};

}  // namespace syncgate

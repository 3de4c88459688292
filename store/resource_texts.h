// Resources by their texts, for a search that no index answers.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "store/snapshot.h"

namespace syncgate::store {

struct ReadResource {
    Resource resource;
    std::string text;
};

// Those whose text is wanted, ascending by uid, of some after `after`, which becomes the last that
// was looked at; false when there are none after it.
bool find_resources(const Snapshot& snapshot, CollectionId collection, Uid& after,
                    const std::function<bool(std::string_view)>& is_wanted,
                    std::vector<ReadResource>& found);

}  // namespace syncgate::store

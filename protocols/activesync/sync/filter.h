// FilterType -> the lowest sort key that the device's window shows.
// Source: MS-ASCMD 2.2.3.68.2.
#pragma once

#include <cstdint>
#include <optional>

#include "base/clock.h"
#include "model/collection.h"

namespace syncgate::activesync {

// Cut to whole UTC days, so that the edge moves once a day. nullopt: the class has filters, but not
// this one. Contacts and notes have none and are not bothered by any.
std::optional<std::int64_t> window_edge(ItemClass item_class, int filter_type, UnixSeconds now);

}  // namespace syncgate::activesync

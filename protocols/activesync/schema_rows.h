// The request schemas of all commands: one row for each place where an element may stand.
// Source: MS-ASCMD 2.2.1 and 2.2.3, MS-ASAIRS 2.2.2, MS-ASPROV 2.2.2, each command's request
// schema.
//
// An element is named by its parent's tag alone: where one tag is a parent in several commands
// (AirSync:Options of Sync and GetItemEstimate, Settings:Set of four parts), its rows are those of
// all of them, and what only one may have is that command's matter.
#pragma once

#include <cstdint>
#include <limits>
#include <span>

#include "formats/wbxml/tag.h"
#include "protocols/activesync/version.h"

namespace syncgate::activesync {

enum class Occurs : std::uint8_t {
    kMay,   // at most once
    kMust,  // once
    kMany,  // any number of times
    kSome,  // once at least
};

enum class Holds : std::uint8_t {
    kElements,  // and no text
    kText,      // low to high characters
    kNumber,    // whole, from low to high
    kFlag,      // 0 or 1; nothing means 1
    kAnything,  // text or elements, or what the command itself has to judge
};

struct SchemaRow {
    wbxml::Tag parent, child;
    Occurs occurs = Occurs::kMay;
    Holds holds = Holds::kElements;
    std::int64_t low = std::numeric_limits<std::int64_t>::min();
    std::int64_t high = std::numeric_limits<std::int64_t>::max();
    Version must_since = Version::k2_5;  // kMust and kSome: before, it may be left out
};

// Those of one parent stand together, in the order in which the specification gives its children.
std::span<const SchemaRow> schema_rows();
// Of one parent; empty for an element that is not held to a schema.
std::span<const SchemaRow> schema_rows_of(wbxml::Tag parent);

}  // namespace syncgate::activesync

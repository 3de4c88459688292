// A list of MAPI properties as TNEF has it.
// Source: MS-OXTNEF 2.1.3.4 MsgPropertyList; MS-OXCDATA 2.11.1 for the types.
#pragma once

#include <cstdint>
#include <vector>

#include "formats/tnef/cursor.h"

namespace syncgate::tnef {

enum class PropertyType : std::uint16_t {
    kLong = 0x0003,
    kObject = 0x000d,
    kString8 = 0x001e,
    kUnicode = 0x001f,
    kBinary = 0x0102,
};

struct Property {
    std::uint16_t id = 0;
    PropertyType type{};  // one of the above, or another one of fixed size
    Range value;          // the first, of several
};

// As far as it goes: what comes after a value that is cut, or of a type that nobody knows, is left
// out. Named properties are, too.
std::vector<Property> read_properties(std::string_view stream, Range range);

}  // namespace syncgate::tnef

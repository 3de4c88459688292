#include "formats/tnef/properties.h"

#include <algorithm>

namespace syncgate::tnef {
namespace {

constexpr std::uint16_t kSeveral = 0x1000;     // a type's bit
constexpr std::uint16_t kFirstNamed = 0x8000;  // of the ids
constexpr std::size_t kGuid = 16;

std::size_t padded(std::size_t size) {
    return (size + 3) / 4 * 4;
}

// Takes bytes and their padding; the last value's padding may be missing.
Range take_padded(Cursor& cursor, std::size_t size) {
    const Range taken = cursor.take(size);
    if (!cursor.at_end()) {
        cursor.skip(padded(size) - size);
    }
    return taken;
}

bool has_size(PropertyType type) {
    return type == PropertyType::kObject || type == PropertyType::kString8 ||
           type == PropertyType::kUnicode || type == PropertyType::kBinary;
}

// Bytes of a value, with its padding; 0 for a type that is none.
std::size_t fixed_size(PropertyType type) {
    switch (static_cast<std::uint16_t>(type)) {
        case 0x0002:  // 16 bits
        case 0x0003:
        case 0x0004:  // float
        case 0x000a:  // error
        case 0x000b:  // boolean
            return 4;
        case 0x0005:  // double
        case 0x0006:  // currency
        case 0x0007:  // time, as a double
        case 0x0014:  // 64 bits
        case 0x0040:  // FILETIME
            return 8;
        case 0x0048:
            return kGuid;
        default:
            return 0;
    }
}

void skip_name(Cursor& cursor) {
    cursor.skip(kGuid);
    const bool is_text = cursor.number(4) == 1;
    const auto size = static_cast<std::size_t>(cursor.number(4));  // or the name itself
    if (is_text) {
        take_padded(cursor, size);
    }
}

Range take_value(Cursor& cursor, PropertyType type) {
    if (!has_size(type)) {
        return cursor.take(fixed_size(type));
    }
    const auto size = static_cast<std::size_t>(cursor.number(4));
    return take_padded(cursor, size);
}

}  // namespace

std::vector<Property> read_properties(std::string_view stream, Range range) {
    std::vector<Property> found;
    Cursor cursor(stream, range);
    for (auto left = cursor.number(4); left > 0 && !cursor.at_end(); --left) {
        const auto type = static_cast<std::uint16_t>(cursor.number(2));
        Property property;
        property.id = static_cast<std::uint16_t>(cursor.number(2));
        property.type = static_cast<PropertyType>(type & ~kSeveral);
        if (property.id >= kFirstNamed) {
            skip_name(cursor);
        }
        const bool counted = (type & kSeveral) != 0 || has_size(property.type);
        const std::uint64_t values = counted ? cursor.number(4) : 1;
        if (!has_size(property.type) && fixed_size(property.type) == 0) {
            break;
        }
        for (std::uint64_t i = 0; i < values && !cursor.failed(); ++i) {
            const Range value = take_value(cursor, property.type);
            property.value = i == 0 ? value : property.value;
        }
        if (!cursor.failed() && values > 0 && property.id < kFirstNamed) {
            found.push_back(property);
        }
    }
    return found;
}

}  // namespace syncgate::tnef

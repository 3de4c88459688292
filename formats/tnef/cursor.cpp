#include "formats/tnef/cursor.h"

namespace syncgate::tnef {

Range Cursor::take(std::size_t size) {
    failed_ = failed_ || size > at_.size;
    if (failed_) {
        return {at_.begin, 0};
    }
    const Range taken{at_.begin, size};
    at_.begin += size;
    at_.size -= size;
    return taken;
}

std::uint64_t Cursor::number(std::size_t bytes) {
    const Range taken = take(bytes);
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < taken.size; ++i) {
        const auto byte = static_cast<unsigned char>(stream_[taken.begin + i]);
        value |= static_cast<std::uint64_t>(byte) << (8 * i);
    }
    return value;
}

}  // namespace syncgate::tnef

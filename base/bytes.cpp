#include "base/bytes.h"

namespace syncgate {

void ByteWriter::number(std::uint64_t value) {
    while (value >= 0x80) {
        out_ += static_cast<char>((value & 0x7fU) | 0x80U);
        value >>= 7U;
    }
    out_ += static_cast<char>(value);
}

void ByteWriter::text(std::string_view value) {
    number(value.size());
    out_ += value;
}

std::uint64_t ByteReader::number() {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
        if (input_.empty()) {
            break;
        }
        const auto byte = static_cast<unsigned char>(input_.front());
        input_.remove_prefix(1);
        value |= static_cast<std::uint64_t>(byte & 0x7fU) << shift;
        if ((byte & 0x80U) == 0) {
            return value;
        }
    }
    failed_ = true;
    return 0;
}

std::string_view ByteReader::text() {
    const auto size = number();
    if (size > input_.size()) {
        failed_ = true;
        return {};
    }
    const auto value = input_.substr(0, static_cast<std::size_t>(size));
    input_.remove_prefix(static_cast<std::size_t>(size));
    return value;
}

std::uint64_t ByteReader::count() {
    const auto value = number();
    if (value > input_.size()) {
        failed_ = true;
        return 0;
    }
    return value;
}

}  // namespace syncgate

#include "formats/mime/wire.h"

namespace syncgate::mime {
namespace {

constexpr std::uint64_t kLowBits = 0x7f;
constexpr unsigned kGroupBits = 7;

}  // namespace

void WireWriter::number(std::uint64_t value) {
    for (; value > kLowBits; value >>= kGroupBits) {
        out_ += static_cast<char>(value | (kLowBits + 1));
    }
    out_ += static_cast<char>(value);
}

void WireWriter::text(std::string_view value) {
    number(value.size());
    out_ += value;
}

std::uint64_t WireReader::number() {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64 && !failed_ && !rest_.empty(); shift += kGroupBits) {
        const auto byte = static_cast<unsigned char>(rest_.front());
        rest_.remove_prefix(1);
        const std::uint64_t group = byte & kLowBits;
        if ((group << shift) >> shift != group) {
            break;
        }
        value |= group << shift;
        if (byte <= kLowBits) {
            return value;
        }
    }
    failed_ = true;
    return 0;
}

std::string WireReader::text() {
    const std::uint64_t size = number();
    if (failed_ || size > rest_.size()) {
        failed_ = true;
        return {};
    }
    std::string value(rest_.substr(0, size));
    rest_.remove_prefix(size);
    return value;
}

std::size_t WireReader::count() {
    const std::uint64_t value = number();
    failed_ = failed_ || value > rest_.size();
    return failed_ ? 0 : value;
}

}  // namespace syncgate::mime

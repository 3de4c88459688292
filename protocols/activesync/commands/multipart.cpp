#include "protocols/activesync/commands/multipart.h"

#include <cstdint>

namespace syncgate::activesync {
namespace {

void append_int32(std::string& out, std::uint64_t value) {
    for (unsigned shift = 0; shift < 32; shift += 8) {
        out += static_cast<char>(value >> shift & 0xffU);
    }
}

}  // namespace

std::string join_parts(std::string_view document, const std::vector<std::string>& parts) {
    std::vector<std::string_view> all{document};
    all.insert(all.end(), parts.begin(), parts.end());
    std::string out;
    append_int32(out, all.size());
    std::uint64_t offset = 4 + 8 * all.size();
    for (const auto part : all) {
        append_int32(out, offset);
        append_int32(out, part.size());
        offset += part.size();
    }
    for (const auto part : all) {
        out += part;
    }
    return out;
}

}  // namespace syncgate::activesync

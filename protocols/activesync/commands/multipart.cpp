#include "protocols/activesync/commands/multipart.h"

#include <cstdint>
#include <utility>

namespace syncgate::activesync {
namespace {

void append_int32(std::string& out, std::uint64_t value) {
    for (unsigned shift = 0; shift < 32; shift += 8) {
        out += static_cast<char>(value >> shift & 0xffU);
    }
}

}  // namespace

std::vector<Piece> join_parts(std::string document, std::vector<Piece> parts) {
    parts.insert(parts.begin(), std::move(document));
    std::string table;
    append_int32(table, parts.size());
    std::uint64_t offset = 4 + 8 * parts.size();
    for (const auto& part : parts) {
        append_int32(table, offset);
        append_int32(table, size_of(part));
        offset += size_of(part);
    }
    parts.insert(parts.begin(), std::move(table));
    return parts;
}

}  // namespace syncgate::activesync

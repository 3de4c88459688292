#include "formats/mime/iso_2022_jp.h"

#include <array>

namespace syncgate::mime {
namespace {

enum class Set { kAscii, kKana, kKanji, kSupplementary };

struct Escape {
    std::string_view sequence;
    Set set;
};

constexpr std::array kEscapes = std::to_array<Escape>({
    {"\x1b(B", Set::kAscii},
    {"\x1b(J", Set::kAscii},  // JIS X 0201 Roman: but for two signs the same
    {"\x1b(I", Set::kKana},
    {"\x1b$B", Set::kKanji},
    {"\x1b$@", Set::kKanji},
    {"\x1b$(B", Set::kKanji},
    {"\x1b$(D", Set::kSupplementary},
});

const Escape* escape_at(std::string_view rest) {
    for (const auto& escape : kEscapes) {
        if (rest.starts_with(escape.sequence)) {
            return &escape;
        }
    }
    return nullptr;
}

constexpr char kKanaShift = '\x8e';
constexpr char kSupplementaryShift = '\x8f';

char high(char c) {
    return static_cast<char>(static_cast<unsigned char>(c) | 0x80U);
}

}  // namespace

std::string euc_from_iso_2022_jp(std::string_view bytes) {
    std::string out;
    out.reserve(bytes.size());
    Set set = Set::kAscii;
    while (!bytes.empty()) {
        if (const auto* escape = escape_at(bytes)) {
            set = escape->set;
            bytes.remove_prefix(escape->sequence.size());
            continue;
        }
        const char c = bytes.front();
        if (c == '\r' || c == '\n') {
            set = Set::kAscii;  // every line starts so
        }
        const bool single = set == Set::kAscii || set == Set::kKana || bytes.size() < 2;
        if (set == Set::kAscii || c <= ' ') {
            out += c;
            bytes.remove_prefix(1);
            continue;
        }
        if (set == Set::kKana) {
            out += kKanaShift;
        } else if (set == Set::kSupplementary) {
            out += kSupplementaryShift;
        }
        out += high(c);
        if (!single) {
            out += high(bytes[1]);
        }
        bytes.remove_prefix(single ? 1 : 2);
    }
    return out;
}

}  // namespace syncgate::mime

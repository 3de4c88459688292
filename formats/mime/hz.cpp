#include "formats/mime/hz.h"

#include <array>

namespace syncgate::mime {
namespace {

struct Escape {
    std::string_view sequence;
    std::string_view text;
    bool wide;  // what follows is
};

constexpr std::array kEscapes = std::to_array<Escape>({
    {"~{", "", true},
    {"~}", "", false},
    {"~~", "~", false},
    {"~\r\n", "", false},
    {"~\n", "", false},
});

const Escape* escape_at(std::string_view rest) {
    for (const auto& escape : kEscapes) {
        if (rest.starts_with(escape.sequence)) {
            return &escape;
        }
    }
    return nullptr;
}

}  // namespace

std::string euc_from_hz(std::string_view bytes) {
    std::string out;
    out.reserve(bytes.size());
    bool wide = false;
    while (!bytes.empty()) {
        if (const auto* escape = escape_at(bytes)) {
            out += escape->text;
            wide = escape->wide;
            bytes.remove_prefix(escape->sequence.size());
            continue;
        }
        const char c = bytes.front();
        wide = wide && c != '\n';
        const bool high = wide && c > ' ';
        out += high ? static_cast<char>(static_cast<unsigned char>(c) | 0x80U) : c;
        bytes.remove_prefix(1);
    }
    return out;
}

}  // namespace syncgate::mime

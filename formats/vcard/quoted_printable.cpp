#include "formats/vcard/quoted_printable.h"

#include "base/hex.h"

namespace syncgate::vcard {

std::string to_quoted_printable(std::string_view text) {
    constexpr std::string_view kDigits = "0123456789ABCDEF";
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        const bool last = i + 1 == text.size();
        if (byte == '\n') {
            out += "=0D=0A";
        } else if (byte < 0x20 || byte >= 0x7f || byte == '=' || (last && byte == ' ')) {
            out += {'=', kDigits[byte >> 4U], kDigits[byte & 15U]};
        } else {
            out += text[i];
        }
    }
    return out;
}

std::string from_quoted_printable(std::string_view line) {
    std::string out;
    out.reserve(line.size());
    for (std::size_t i = 0; i < line.size(); ++i) {
        if (line[i] != '=' || i + 2 >= line.size()) {
            out += line[i];
        } else if (const auto byte = hex_decode(line.substr(i + 1, 2))) {
            out += *byte;
            i += 2;
        } else {
            out += line[i];
        }
    }
    return out;
}

}  // namespace syncgate::vcard

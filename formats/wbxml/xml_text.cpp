#include "formats/wbxml/xml_text.h"

#include <algorithm>
#include <cstdint>
#include <cstring>

#include "base/text.h"

namespace syncgate::wbxml {
namespace {

// What U+FFFE and U+FFFF begin with in UTF-8, and how long they are.
constexpr std::string_view kNoncharacter = "\xef\xbf";
constexpr std::size_t kNoncharacterSize = 3;

constexpr std::uint64_t kOnes = 0x0101010101010101U;

bool is_forbidden(char c) {
    return static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\n' && c != '\r';
}

// Eight bytes at a time: any below 0x20? Source: "Bit Twiddling Hacks", hasless.
bool may_be_forbidden(std::uint64_t eight) {
    return ((eight - kOnes * 0x20) & ~eight & (kOnes * 0x80)) != 0;
}

bool has_forbidden(std::string_view text) {
    while (text.size() >= sizeof(std::uint64_t)) {
        std::uint64_t eight = 0;
        std::memcpy(&eight, text.data(), sizeof eight);
        if (may_be_forbidden(eight) &&
            std::any_of(text.begin(), text.begin() + sizeof eight, is_forbidden)) {
            return true;
        }
        text.remove_prefix(sizeof eight);
    }
    return std::any_of(text.begin(), text.end(), is_forbidden);
}

// Where the next U+FFFE or U+FFFF stands in UTF-8 text; npos if there is none.
std::size_t find_noncharacter(std::string_view text, std::size_t from = 0) {
    for (;;) {
        const std::size_t at = text.find(kNoncharacter, from);
        if (at == std::string_view::npos || static_cast<unsigned char>(text[at + 2]) >= 0xbe) {
            return at;
        }
        from = at + kNoncharacterSize;
    }
}

}  // namespace

bool is_xml_text(std::string_view text) {
    return !has_forbidden(text) && is_utf8(text) &&
           find_noncharacter(text) == std::string_view::npos;
}

std::string to_xml_text(std::string_view text) {
    std::string valid = to_valid_utf8(text);
    valid.erase(std::remove_if(valid.begin(), valid.end(), is_forbidden), valid.end());
    std::string out;
    std::size_t from = 0;
    for (std::size_t at = find_noncharacter(valid); at != std::string::npos;
         at = find_noncharacter(valid, from)) {
        out.append(valid, from, at - from);
        from = at + kNoncharacterSize;
    }
    return from == 0 ? valid : out.append(valid, from);
}

}  // namespace syncgate::wbxml

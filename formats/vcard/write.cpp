#include <algorithm>

#include "formats/vcard/card.h"

namespace syncgate::vcard {
namespace {

constexpr std::size_t kLineBytes = 75;  // without its end

bool continues_character(char c) {
    return (static_cast<unsigned char>(c) & 0xc0U) == 0x80U;
}

// Where a line of at most `limit` bytes may end without cutting a character.
std::size_t line_length(std::string_view rest, std::size_t limit) {
    std::size_t length = std::min(limit, rest.size());
    if (length == rest.size()) {
        return length;
    }
    std::size_t border = length;
    while (border > 0 && continues_character(rest[border])) {
        --border;
    }
    return border > 0 ? border : length;  // what is no UTF-8 is cut anywhere
}

// The first line has at least `first` bytes.
std::string folded(std::string_view line, std::string_view line_end, std::size_t first = 0) {
    std::string out;
    std::size_t limit = std::max(kLineBytes, first);
    while (line.size() > limit) {
        const std::size_t length = line_length(line, limit);
        out.append(line.substr(0, length)).append(line_end).append(" ");
        line.remove_prefix(length);
        limit = kLineBytes - 1;  // the blank counts
    }
    return out.append(line).append(line_end);
}

// Soft breaks after the head, never inside of "=XX". Source: RFC 2045 6.7 (5).
std::string soft_broken(std::string line, std::string_view value, std::string_view line_end) {
    for (std::size_t i = 0, column = line.size(); i < value.size();) {
        constexpr std::size_t kEncoded = 3;
        const std::size_t length = value[i] == '=' ? kEncoded : 1;
        if (column + length > kLineBytes) {
            line.append("=").append(line_end);
            column = 0;
        }
        line += value.substr(i, length);
        column += length;
        i += length;
    }
    return line.append(line_end);
}

std::string written(const Property& property, std::string_view line_end) {
    std::string head = property.head();
    for (const auto& parameter : property.parameters()) {
        head += ';' + parameter.written;
    }
    head += ':';
    if (property.is_quoted_printable()) {
        return soft_broken(std::move(head), property.value(), line_end);
    }
    if (property.version() != Version::k2_1) {
        // A part of a name alone might look like the rest of a picture that nobody folded.
        return folded(head + property.value(), line_end, property.head().size() + 1);
    }
    if (property.is_base64()) {  // on lines of its own, and a blank one ends it
        return head.append(line_end) + folded(' ' + property.value(), line_end).append(line_end);
    }
    return head.append(property.value()).append(line_end);  // a fold's blank would belong to it
}

}  // namespace

std::string write(const Card& card) {
    std::string out;
    for (const auto& property : card.properties) {
        out += property.source().empty() ? written(property, card.line_end) : property.source();
    }
    return out;
}

}  // namespace syncgate::vcard

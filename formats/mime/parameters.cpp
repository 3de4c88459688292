#include "formats/mime/parameters.h"

#include <algorithm>
#include <optional>
#include <tuple>
#include <utility>
#include <vector>

#include "base/hex.h"
#include "base/text.h"
#include "formats/mime/charset.h"
#include "formats/mime/encoded_word.h"

namespace syncgate::mime {
namespace {

// "name", "name*", "name*0" or "name*0*", and what stands behind its equals sign.
struct Piece {
    std::string_view name;
    std::optional<std::uint64_t> section;
    bool extended = false;  // percent-encoded
    std::string value;      // without quotes
};

// Takes a quoted string off the front of `text`. A backslash is one of a path unless it stands
// before what must be escaped. One without end goes to the end.
std::string take_quoted(std::string_view& text) {
    std::string value;
    std::size_t i = 1;
    for (; i < text.size() && text[i] != '"'; ++i) {
        const bool escape =
            text[i] == '\\' && i + 1 < text.size() && (text[i + 1] == '"' || text[i + 1] == '\\');
        i += escape ? 1 : 0;
        value += text[i];
    }
    text.remove_prefix(std::min(i + 1, text.size()));
    return value;
}

std::string take_value(std::string_view& text) {
    text = text.substr(std::min(text.find_first_not_of(" \t"), text.size()));
    if (text.starts_with('"')) {
        return take_quoted(text);
    }
    const auto end = std::min(text.find(';'), text.size());
    const std::string value(trim(text.substr(0, end)));
    text.remove_prefix(end);
    return value;
}

void read_name(std::string_view text, Piece& piece) {
    text = trim(text);
    piece.extended = text.ends_with('*');
    text.remove_suffix(piece.extended ? 1 : 0);
    const auto star = text.find('*');
    piece.name = text.substr(0, star);
    if (star != std::string_view::npos) {
        piece.section = parse_uint(text.substr(star + 1));
    }
}

// Takes the next parameter off the front of `rest`, which begins behind the field's own value or at
// a semicolon.
std::optional<Piece> take_piece(std::string_view& rest) {
    for (;;) {
        const auto begin = rest.find(';');
        if (begin == std::string_view::npos) {
            return std::nullopt;
        }
        rest.remove_prefix(begin + 1);
        const auto equals = rest.find_first_of("=;");
        if (equals == std::string_view::npos || rest[equals] == ';') {
            continue;
        }
        Piece piece;
        read_name(rest.substr(0, equals), piece);
        rest.remove_prefix(equals + 1);
        piece.value = take_value(rest);
        return piece;
    }
}

// "utf-8'en'gr%C3%BC": the charset, and the encoded text. Without both quotes no charset is named.
std::pair<std::string_view, std::string_view> split_charset(std::string_view value) {
    const auto first = value.find('\'');
    const auto second = first == std::string_view::npos ? first : value.find('\'', first + 1);
    return second == std::string_view::npos
               ? std::pair(std::string_view(), value)
               : std::pair(value.substr(0, first), value.substr(second + 1));
}

// Some senders write the extended form without the asterisk that announces it.
bool looks_extended(std::string_view value) {
    const auto [charset, text] = split_charset(value);
    return iequals(charset, "utf-8") && text.find('%') != std::string_view::npos;
}

std::string from_extended(std::string_view value) {
    const auto [charset, text] = split_charset(value);
    return one_line(to_utf8(hex_unescape(text, '%'), charset));
}

std::string from_plain(const std::string& value, std::string_view charset) {
    return looks_extended(value) ? from_extended(value) : decode_words(value, charset);
}

// The sections of one value, which may come in any order, as one. Only the first can name a
// charset.
std::string from_sections(std::vector<Piece> pieces, std::string_view charset) {
    const auto number = [](const Piece& piece) { return piece.section.value_or(0); };
    std::stable_sort(pieces.begin(), pieces.end(),
                     [&](const Piece& a, const Piece& b) { return number(a) < number(b); });
    pieces.erase(
        std::unique(pieces.begin(), pieces.end(),
                    [&](const Piece& a, const Piece& b) { return number(a) == number(b); }),
        pieces.end());
    std::string joined;
    std::string_view named;
    const bool extended = pieces.front().extended;
    for (const auto& piece : pieces) {
        std::string_view value = piece.value;
        if (extended && &piece == &pieces.front()) {
            std::tie(named, value) = split_charset(value);
        }
        joined += piece.extended ? hex_unescape(value, '%') : value;
    }
    return extended ? one_line(to_utf8(joined, named)) : from_plain(joined, charset);
}

}  // namespace

std::string parameter(std::string_view field, std::string_view name, std::string_view charset) {
    std::optional<std::string> plain;
    std::vector<Piece> sections;
    while (auto piece = take_piece(field)) {
        if (!iequals(piece->name, name)) {
            continue;
        }
        if (piece->extended || piece->section) {
            sections.push_back(std::move(*piece));
        } else if (!plain) {
            plain = std::move(piece->value);
        }
    }
    if (!sections.empty()) {
        return from_sections(std::move(sections), charset);
    }
    return plain ? from_plain(*plain, charset) : std::string();
}

}  // namespace syncgate::mime

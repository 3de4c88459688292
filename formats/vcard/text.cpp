#include "formats/vcard/text.h"

namespace syncgate::vcard {
namespace {

bool is_alphanumeric(char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

std::string escape_all(std::string_view text, std::string_view special) {
    std::string out;
    out.reserve(text.size() + 8);
    for (const char c : text) {
        if (special.find(c) != std::string_view::npos) {
            out += '\\';
        }
        out += c;
    }
    return out;
}

}  // namespace

std::string with_line_escapes(std::string_view escaped) {
    std::string out;
    out.reserve(escaped.size());
    for (const char c : escaped) {
        if (c == '\n') {
            out += "\\n";
        } else {
            out += c;
        }
    }
    return out;
}

std::string unix_lines(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '\r') {
            out += text[i];
        } else if (i + 1 == text.size() || text[i + 1] != '\n') {
            out += '\n';
        }
    }
    return out;
}

std::string unescape(std::string_view value) {
    if (value.find('\\') == std::string_view::npos && value.find('\r') == std::string_view::npos) {
        return std::string(value);
    }
    std::string out;
    out.reserve(value.size());
    for (std::size_t i = 0; i < value.size(); ++i) {
        if (value[i] != '\\' || i + 1 == value.size()) {
            out += value[i];
            continue;
        }
        const char next = value[++i];
        if (next == 'n' || next == 'N') {
            out += '\n';
            continue;
        }
        if (is_alphanumeric(next)) {
            out += '\\';
        }
        out += next;
    }
    return out.find('\r') == std::string::npos ? out : unix_lines(out);
}

std::string escape(std::string_view text, Version version) {
    const std::string lines = unix_lines(text);
    return version == Version::k2_1 ? escape_all(lines, "\\;")
                                    : with_line_escapes(escape_all(lines, "\\;,"));
}

std::string escape_item(std::string_view text) {
    return with_line_escapes(escape_all(unix_lines(text), "\\;,"));
}

std::vector<std::string_view> split_escaped(std::string_view value, char separator) {
    std::vector<std::string_view> pieces;
    std::size_t begin = 0;
    for (std::size_t i = 0; i < value.size(); ++i) {
        if (value[i] == '\\') {
            ++i;
        } else if (value[i] == separator) {
            pieces.push_back(value.substr(begin, i - begin));
            begin = i + 1;
        }
    }
    pieces.push_back(value.substr(begin));
    return pieces;
}

}  // namespace syncgate::vcard

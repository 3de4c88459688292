#include <algorithm>

#include "formats/html/html.h"

namespace syncgate::html {
namespace {

constexpr std::string_view kSignature = "-- ";  // ends in a blank, and is never flowed

// Takes the first line off `text`, without its end.
std::string_view take_line(std::string_view& text) {
    const std::size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (line.ends_with('\r')) {
        line.remove_suffix(1);
    }
    return line;
}

std::size_t take_quotes(std::string_view& line) {
    const std::size_t depth = std::min(line.find_first_not_of('>'), line.size());
    line.remove_prefix(depth);
    if (line.starts_with(' ')) {  // space-stuffed
        line.remove_prefix(1);
    }
    return depth;
}

}  // namespace

std::string unflow(std::string_view text, bool del_sp) {
    std::string out;
    out.reserve(text.size());
    bool flowing = false;  // the line before wants this one joined to it
    std::size_t depth = 0;
    while (!text.empty()) {
        const bool ended = text.find('\n') != std::string_view::npos;
        std::string_view line = take_line(text);
        const std::size_t quotes = take_quotes(line);
        const bool signature = line == kSignature;
        if (flowing && (quotes != depth || signature)) {
            out += "\r\n";
            flowing = false;
        }
        if (!flowing && quotes > 0) {
            out.append(quotes, '>');
            out += ' ';
        }
        depth = quotes;
        flowing = line.ends_with(' ') && !signature;
        if (flowing && del_sp) {
            line.remove_suffix(1);
        }
        out += line;
        if (!flowing && ended) {
            out += "\r\n";
        }
    }
    return out;
}

}  // namespace syncgate::html

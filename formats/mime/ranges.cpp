#include "formats/mime/ranges.h"

#include <algorithm>

#include "formats/mime/headers.h"

namespace syncgate::mime {
namespace {

constexpr std::string_view kDashes = "--";

// What may follow a boundary on its line: blanks, or the dashes that close the multipart.
bool may_follow(std::string_view rest) {
    return rest.empty() || rest.starts_with(kDashes) ||
           std::string_view(" \t\r\n").find(rest.front()) != std::string_view::npos;
}

}  // namespace

void Boundaries::push(std::string_view boundary) {
    lines_.push_back(boundary.empty() ? std::string() : std::string(kDashes).append(boundary));
}

bool Boundaries::is_boundary(std::string_view line) const {
    return std::any_of(lines_.begin(), lines_.end(), [&](const std::string& boundary) {
        return !boundary.empty() && line.starts_with(boundary) &&
               may_follow(line.substr(boundary.size()));
    });
}

std::size_t Boundaries::next(const PagedText& message, std::size_t from) const {
    constexpr std::string_view kStart = "\n--";
    if (is_boundary(message.substr(from))) {
        return from;
    }
    for (auto at = message.find(kStart, from); at != std::string_view::npos;
         at = message.find(kStart, at + 1)) {
        if (is_boundary(message.substr(at + 1))) {
            return at + 1;
        }
    }
    return message.size();
}

std::size_t Boundaries::after_own(const PagedText& message, std::size_t from) const {
    Boundaries own;
    own.lines_.push_back(lines_.back());
    const auto line_end = message.find("\n", own.next(message, from));
    return line_end == std::string_view::npos ? message.size() : line_end + 1;
}

std::size_t before_line_end(std::string_view message, std::size_t at) {
    if (at > 0 && message[at - 1] == '\n') {
        --at;
        if (at > 0 && message[at - 1] == '\r') {
            --at;
        }
    }
    return at;
}

Range range_from_header(const PagedText& message, std::size_t header_begin,
                        const Boundaries& boundaries) {
    const std::size_t limit = boundaries.next(message, header_begin);
    Range range;
    range.header_begin = header_begin;
    range.content_begin =
        header_begin + body_offset(message.substr(header_begin, limit - header_begin));
    const std::size_t end = limit < message.size() ? before_line_end(message, limit) : limit;
    range.content_end = std::max(end, range.content_begin);
    return range;
}

}  // namespace syncgate::mime

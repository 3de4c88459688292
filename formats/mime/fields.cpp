#include "formats/mime/fields.h"

#include <algorithm>

#include "base/text.h"

namespace syncgate::mime {
namespace {

constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";  // some editors save one

constexpr bool is_blank(char c) {
    return c == ' ' || c == '\t';
}

// The offset after the line that starts at `at`.
std::size_t line_end(std::string_view message, std::size_t at) {
    const auto newline = message.find('\n', at);
    return newline == std::string_view::npos ? message.size() : newline + 1;
}

std::string_view without_line_end(std::string_view line) {
    if (line.ends_with('\n')) {
        line.remove_suffix(1);
    }
    if (line.ends_with('\r')) {
        line.remove_suffix(1);
    }
    return line;
}

// The name at the front of a line, "" if the line is no field. Source: RFC 5322 2.2, 4.5.
std::string_view field_name(std::string_view line) {
    line.remove_prefix(line.starts_with(kByteOrderMark) ? kByteOrderMark.size() : 0);
    const auto colon = line.find(':');
    if (colon == std::string_view::npos) {
        return {};
    }
    std::string_view name = line.substr(0, colon);
    while (!name.empty() && is_blank(name.back())) {
        name.remove_suffix(1);
    }
    const bool valid = std::all_of(name.begin(), name.end(), [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte > 32 && byte < 127;
    });
    return valid ? name : std::string_view();
}

// Whether the line at `at` ends the header though it has blanks: what follows is no field.
bool is_blank_end(std::string_view message, std::size_t at) {
    const std::size_t end = message.find_first_not_of(" \t\r", at);
    if (end == std::string_view::npos || message[end] != '\n' || end + 1 == message.size()) {
        return false;
    }
    const std::size_t next = end + 1;
    const auto line = without_line_end(message.substr(next, line_end(message, next) - next));
    return !line.empty() && !is_blank(line.front()) && field_name(line).empty();
}

}  // namespace

std::size_t mbox_line(std::string_view message) {
    const bool is_line =
        message.starts_with("From ") && message.find('\n') != std::string_view::npos;
    return is_line ? line_end(message, 0) : 0;
}

std::size_t first_field(std::string_view message) {
    const std::size_t begin = mbox_line(message);
    const bool marked = message.substr(begin).starts_with(kByteOrderMark);
    for (std::size_t at = begin + (marked ? kByteOrderMark.size() : 0); at < message.size();
         at = line_end(message, at)) {
        const auto line = without_line_end(message.substr(at, line_end(message, at) - at));
        const std::size_t indent = std::min(line.find_first_not_of(" \t"), line.size());
        if (!field_name(line.substr(indent)).empty()) {
            return at + indent;
        }
        if (indent == 0) {
            break;
        }
    }
    return begin;
}

FieldReader::FieldReader(std::string_view message) : message_(message), at_(first_field(message)) {
    const auto first = without_line_end(message_.substr(at_, line_end(message_, at_) - at_));
    if (!first.empty() && field_name(first).empty()) {
        at_ = 0;
        done_ = true;
    }
}

bool FieldReader::next(Field& field) {
    while (!done_ && at_ < message_.size()) {
        const std::size_t begin = at_;
        at_ = line_end(message_, begin);
        const auto first = without_line_end(message_.substr(begin, at_ - begin));
        if (first.empty() || is_blank_end(message_, begin)) {
            break;
        }
        while (at_ < message_.size() && is_blank(message_[at_]) && !is_blank_end(message_, at_)) {
            at_ = line_end(message_, at_);
        }
        field.name = field_name(first);
        if (field.name.empty()) {
            continue;
        }
        const auto whole = without_line_end(message_.substr(begin, at_ - begin));
        field.value = whole.substr(first.find(':') + 1);
        field.begin = begin;
        field.end = at_;
        return true;
    }
    done_ = true;
    return false;
}

std::string unfold(std::string_view value) {
    std::string out;
    value = trim(value);
    out.reserve(value.size());
    std::remove_copy_if(value.begin(), value.end(), std::back_inserter(out),
                        [](char c) { return c == '\r' || c == '\n'; });
    return out;
}

}  // namespace syncgate::mime

#include "formats/mime/portion.h"

#include <algorithm>

#include "base/limits.h"
#include "base/text.h"

namespace syncgate::mime {
namespace {

bool contains(std::string_view text, std::string_view lower_word) {
    const auto same = [](char a, char b) {
        return (a >= 'A' && a <= 'Z' ? static_cast<char>(a - 'A' + 'a') : a) == b;
    };
    return std::search(text.begin(), text.end(), lower_word.begin(), lower_word.end(), same) !=
           text.end();
}

bool is_empty(std::string_view line) {
    return line == "\r\n" || line == "\n";
}

}  // namespace

bool Portion::take_field(std::string_view field) {
    return take_separators(field);
}

std::size_t Portion::take_body(const PagedText& body) {
    end_header();
    std::size_t at = 0;
    while (at < body.size()) {
        const std::size_t end = std::min(body.find("\n", at), body.size() - 1) + 1;
        if (!take_line(body.substr(at, end - at))) {
            return at;
        }
        body.passed(at, end);
        at = end;
    }
    return body.size();
}

bool Portion::take_line(std::string_view line) {
    if (line.starts_with("--")) {
        in_header_ = true;
        first_header_ = true;
        return ++boundaries_ <= limits::kMimeBoundaries;
    }
    if (!in_header_) {
        return true;
    }
    if (is_empty(line)) {
        end_header();
        return boundaries_ <= limits::kMimeBoundaries;
    }
    return take_separators(line);
}

bool Portion::take_separators(std::string_view text) {
    const auto found = static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
        return c == ':' || c == ';' || c == ',' || c == '<' || c == '@';
    }));
    if (separators_ + found > limits::kMimeSeparators) {
        return false;
    }
    separators_ += found;
    embeds_ = embeds_ || contains(text, "message");
    digest_ = digest_ || contains(text, "digest");
    return true;
}

void Portion::end_header() {
    in_header_ = embeds_ || (digest_ && first_header_);
    boundaries_ += in_header_ ? 1 : 0;  // a message is more objects than a part is
    first_header_ = false;
    embeds_ = false;
}

}  // namespace syncgate::mime

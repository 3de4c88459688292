#include "formats/html/tokenizer.h"

#include <algorithm>

#include "base/text.h"

namespace syncgate::html {
namespace {

constexpr std::size_t kMaxAttributes = 64;  // those beyond are read over

constexpr bool is_letter(char c) {
    const char lower = static_cast<char>(c | 0x20);
    return lower >= 'a' && lower <= 'z';
}

constexpr bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\f';
}

constexpr bool ends_name(char c) {
    return is_blank(c) || c == '/' || c == '>';
}

// The first offset from `at` on whose character satisfies `stop`; the size when none does.
template <class Stop>
std::size_t scan(std::string_view text, std::size_t at, Stop stop) {
    while (at < text.size() && !stop(text[at])) {
        ++at;
    }
    return at;
}

}  // namespace

const std::string_view* Token::attribute(std::string_view name) const {
    const auto found = std::find_if(attributes.begin(), attributes.end(),
                                    [&](const Attribute& a) { return iequals(a.name, name); });
    return found == attributes.end() ? nullptr : &found->value;
}

std::size_t Tokenizer::find_or_end(std::string_view what, std::size_t from) const {
    return std::min(input_.find(what, from), input_.size());
}

// A '<' that starts no tag, comment or declaration is text.
bool Tokenizer::at_markup(std::size_t at) const {
    if (at + 1 >= input_.size()) {
        return false;
    }
    const char c = input_[at + 1];
    return is_letter(c) || c == '!' || c == '?' || c == '/';
}

bool Tokenizer::next(Token& token) {
    while (at_ < input_.size()) {
        const std::size_t begin = at_;
        std::size_t end = find_or_end("<", begin);
        while (end < input_.size() && !at_markup(end)) {
            end = find_or_end("<", end + 1);
        }
        if (end > begin) {
            at_ = end;
            token.kind = Token::Kind::kText;
            token.text = input_.substr(begin, end - begin);
            return true;
        }
        if (!skip_declaration() && read_tag(token)) {
            return true;
        }
    }
    return false;
}

// Passes over <!...>, <?...> and </ without a name. Conditional comments are comments.
bool Tokenizer::skip_declaration() {
    const std::string_view rest = input_.substr(at_);
    if (is_letter(rest[1]) || (rest[1] == '/' && rest.size() > 2 && is_letter(rest[2]))) {
        return false;
    }
    const auto skip_to = [&](std::string_view end, std::size_t from) {
        at_ = std::min(find_or_end(end, from) + end.size(), input_.size());
        return true;
    };
    if (rest.starts_with("<!-->") || rest.starts_with("<!--->")) {
        return skip_to(">", at_);
    }
    if (rest.starts_with("<!--")) {
        return skip_to("-->", at_ + 4);
    }
    if (rest.starts_with("<![CDATA[") && !no_cdata_end_) {
        no_cdata_end_ = input_.find("]]>", at_) == std::string_view::npos;
        return skip_to(no_cdata_end_ ? ">" : "]]>", at_);
    }
    return skip_to(">", at_);
}

void Tokenizer::skip_blanks() {
    while (at_ < input_.size() && (is_blank(input_[at_]) || input_[at_] == '/')) {
        ++at_;
    }
}

bool Tokenizer::read_tag(Token& token) {
    const bool end_tag = input_[at_ + 1] == '/';
    const std::size_t begin = at_ + (end_tag ? 2 : 1);
    at_ = scan(input_, begin, ends_name);
    token.kind = end_tag ? Token::Kind::kEnd : Token::Kind::kStart;
    token.text = input_.substr(begin, at_ - begin);
    token.attributes.clear();
    for (skip_blanks(); at_ < input_.size(); skip_blanks()) {
        if (input_[at_] == '>') {
            ++at_;
            return true;
        }
        read_attribute(token);
    }
    return false;
}

void Tokenizer::read_attribute(Token& token) {
    Attribute attribute;
    const std::size_t begin = at_;  // a leading '=' belongs to the name, so that we always advance
    const auto not_blank = [](char c) { return !is_blank(c); };
    at_ = scan(input_, begin + 1, [](char c) { return ends_name(c) || c == '='; });
    attribute.name = input_.substr(begin, at_ - begin);
    const std::size_t after = scan(input_, at_, not_blank);
    if (after < input_.size() && input_[after] == '=') {
        at_ = scan(input_, after + 1, not_blank);
        const char quote = at_ < input_.size() ? input_[at_] : '\0';
        if (quote == '"' || quote == '\'') {
            const std::size_t close = std::min(input_.find(quote, at_ + 1), input_.size());
            attribute.value = input_.substr(at_ + 1, close - at_ - 1);
            at_ = std::min(close + 1, input_.size());
        } else {
            const std::size_t close =
                scan(input_, at_, [](char c) { return is_blank(c) || c == '>'; });
            attribute.value = input_.substr(at_, close - at_);
            at_ = close;
        }
    }
    if (token.attributes.size() < kMaxAttributes) {
        token.attributes.push_back(attribute);
    }
}

bool Tokenizer::skip_raw_text(std::string_view name) {
    for (std::size_t at = at_; (at = input_.find("</", at)) != std::string_view::npos;) {
        at += 2;
        const std::size_t after = at + name.size();
        if (istarts_with(input_.substr(at), name) &&
            (after >= input_.size() || is_blank(input_[after]) || input_[after] == '>' ||
             input_[after] == '/')) {
            at_ = std::min(find_or_end(">", after) + 1, input_.size());
            return true;
        }
    }
    return false;
}

}  // namespace syncgate::html

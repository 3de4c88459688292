#include "formats/rtf/tokenizer.h"

#include <algorithm>
#include <charconv>
#include <limits>

namespace syncgate::rtf {
namespace {

using Kind = Token::Kind;

constexpr std::string_view kNothing("\r\n\0", 3);
constexpr std::string_view kSpecial("\\{}\r\n\0", 6);

bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

Token of_word(std::string_view name, std::optional<int> number) {
    Token token;
    token.kind = Kind::kWord;
    token.text = name;
    token.number = number;
    return token;
}

Token of_byte(Kind kind, char byte) {
    Token token;
    token.kind = kind;
    token.byte = byte;
    return token;
}

}  // namespace

Token Tokenizer::next() {
    at_ = std::min(input_.find_first_not_of(kNothing, at_), input_.size());
    if (at_ == input_.size()) {
        return {};
    }
    switch (input_[at_]) {
        case '{':
            ++at_;
            return of_byte(Kind::kOpen, '{');
        case '}':
            ++at_;
            return of_byte(Kind::kClose, '}');
        case '\\':
            ++at_;
            return control();
        default:
            return text();
    }
}

Token Tokenizer::control() {
    if (at_ == input_.size()) {
        return {};
    }
    const char c = input_[at_];
    if (is_letter(c)) {
        return word();
    }
    ++at_;
    if (c == '\'') {
        return escaped_byte();
    }
    return c == '\r' || c == '\n' ? of_word("par", std::nullopt) : of_byte(Kind::kSymbol, c);
}

Token Tokenizer::word() {
    const auto begin = at_;
    while (at_ < input_.size() && is_letter(input_[at_])) {
        ++at_;
    }
    Token token = of_word(input_.substr(begin, at_ - begin), std::nullopt);
    token.number = number();
    if (at_ < input_.size() && input_[at_] == ' ') {
        ++at_;  // it ends the word and says nothing
    }
    if (token.text == "bin") {
        const auto data = static_cast<std::size_t>(std::max(token.number.value_or(0), 0));
        at_ += std::min(data, input_.size() - at_);
    }
    return token;
}

std::optional<int> Tokenizer::number() {
    auto end = at_ + (at_ < input_.size() && input_[at_] == '-' ? 1 : 0);
    if (end == input_.size() || !is_digit(input_[end])) {
        return std::nullopt;
    }
    const bool negative = end != at_;
    while (end < input_.size() && is_digit(input_[end])) {
        ++end;
    }
    int value = 0;
    const auto read = std::from_chars(input_.data() + at_, input_.data() + end, value);
    at_ = end;
    using Limits = std::numeric_limits<int>;
    return read.ec == std::errc() ? value : negative ? Limits::min() : Limits::max();
}

// Two hexadecimal digits; without them it is a symbol that nobody knows.
Token Tokenizer::escaped_byte() {
    constexpr std::size_t kDigits = 2;
    unsigned value = 0;
    const auto digits = input_.substr(at_, kDigits);
    const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
    if (digits.size() < kDigits || read.ptr != digits.data() + kDigits) {
        return of_byte(Kind::kSymbol, '\'');
    }
    at_ += kDigits;
    return of_byte(Kind::kByte, static_cast<char>(value));
}

Token Tokenizer::text() {
    const auto end = std::min(input_.find_first_of(kSpecial, at_), input_.size());
    Token token;
    token.kind = Kind::kText;
    token.text = input_.substr(at_, end - at_);
    at_ = end;
    return token;
}

}  // namespace syncgate::rtf

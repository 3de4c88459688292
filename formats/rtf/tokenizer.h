// RTF as a sequence of tokens. What a document means is not known here.
//
// Source: Rich Text Format Specification 1.9.1, "RTF Syntax".
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace syncgate::rtf {

struct Token {
    enum class Kind {
        kEnd,     // of the input
        kOpen,    // {
        kClose,   // }
        kWord,    // "\par", and a backslash before a line end, which is one
        kSymbol,  // "\~"
        kByte,    // "\'e9"
        kText,    // bytes, without line ends and NULs, which mean nothing
    };
    Kind kind = Kind::kEnd;
    std::string_view text;      // of a word its name, of a text the bytes
    std::optional<int> number;  // of a word; the nearest that is an int
    char byte = '\0';           // of a symbol, or a byte
};

// Tolerant: every input is some tokens, each of which takes at least a byte of it.
class Tokenizer {
  public:
    explicit Tokenizer(std::string_view input) : input_(input) {}

    // kEnd at the end, and ever after. The data behind "\bin" are passed over with the word.
    Token next();

  private:
    Token control();
    Token word();
    Token escaped_byte();
    Token text();
    std::optional<int> number();

    std::string_view input_;
    std::size_t at_ = 0;
};

}  // namespace syncgate::rtf

// Encoded words in header values: "=?utf-8?Q?gr=C3=BC=C3=9Fe?=".
//
// Source: RFC 2047, RFC 2231 5 (language), and the ways in which senders break them: blanks inside,
// none between, a character split over two words, words inside quotes.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace syncgate::mime {

struct EncodedWord {
    std::string_view charset;  // without a language
    bool base64 = false;       // else Q
    std::string_view text;     // still encoded
    std::size_t size = 0;      // of the whole, from "=?" to "?="
};

// The encoded word at the front of `text`.
std::optional<EncodedWord> read_encoded_word(std::string_view text);

// An unfolded header value as UTF-8 on one line: words decoded, raw 8-bit characters read as UTF-8
// or, where they are none, as `charset` ("": windows-1252).
std::string decode_words(std::string_view value, std::string_view charset);

}  // namespace syncgate::mime

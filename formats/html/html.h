// HTML to plain text and back. Tolerant of anything: a mail's HTML is what it is.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace syncgate::html {

// What a reader sees: block elements break lines, lists get markers, links keep their target when
// it differs from their text, <style>, <script>, comments and hidden preheaders are left out,
// entities are decoded, blanks folded outside <pre>. UTF-8 in, UTF-8 with "\r\n" out, at most
// `max_bytes` (cut on a character's border). Linear in the input.
std::string to_text(std::string_view html, std::size_t max_bytes);

// A document whose look is that of the text: escaped, lines kept, links not invented.
std::string from_text(std::string_view text);

// format=flowed joined to paragraphs. Source: RFC 3676 4.
std::string unflow(std::string_view text, bool del_sp);

}  // namespace syncgate::html

// The charsets that RTF's text stands in, by the numbers that it has for them.
//
// Source: Rich Text Format Specification 1.9.1, "Character Set" and "Font Table".
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace syncgate::rtf {

// A row of a small table, which is the same in every run. All of them keep ASCII, and line feeds
// are never a part of another character.
using CodePage = std::size_t;

// windows-1252 for what nobody knows.
CodePage code_page(int number);
// Of a font's \fcharset; nullopt where it has none of its own.
std::optional<CodePage> code_page_of_font(int charset);

// As mail would call it: "cp1251".
std::string_view charset_name(CodePage page);

}  // namespace syncgate::rtf

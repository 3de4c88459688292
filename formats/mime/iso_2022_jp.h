// ISO-2022-JP as EUC-JP, for a converter that knows the vendors' characters: iconv's own
// ISO-2022-JP refuses the circled digits and company signs that Japanese mail is full of.
//
// Source: RFC 1468, RFC 1554; CP50221 for half-width kana.
#pragma once

#include <string>
#include <string_view>

namespace syncgate::mime {

// Escapes are obeyed and left out; unknown ones stay.
std::string euc_from_iso_2022_jp(std::string_view bytes);

}  // namespace syncgate::mime

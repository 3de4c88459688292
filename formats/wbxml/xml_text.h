// Text that an XML 1.0 document can carry: a client turns WBXML into XML, and chokes on the rest.
//
// Source: XML 1.0 (Fifth Edition) 2.2 "Characters": TAB, CR, LF and everything from U+0020 on
// except surrogates, U+FFFE and U+FFFF.
#pragma once

#include <string>
#include <string_view>

namespace syncgate::wbxml {

bool is_xml_text(std::string_view text);

// Bytes that are not UTF-8 become U+FFFD; characters that XML can't carry are left out.
std::string to_xml_text(std::string_view text);

}  // namespace syncgate::wbxml

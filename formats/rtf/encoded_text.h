// Text whose pieces stand in several charsets. Each charset's are decoded together at the end: that
// is one conversion, however often a document changes between them.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "formats/rtf/code_page.h"
#include "formats/rtf/rtf.h"

namespace syncgate::rtf {

class EncodedText {
  public:
    // Bytes without line feeds. Those that follow others of the same page may be the rest of a
    // character that they begin.
    void add(std::string_view bytes, CodePage page);
    // Any text in UTF-8.
    void add_utf8(std::string_view text);

    std::string take(Decode decode);

  private:
    struct Gap {
        std::size_t at = 0;  // in utf8_
        CodePage page = 0;
    };

    void end_piece();

    std::string utf8_;                 // without the pieces that are to be decoded
    std::vector<Gap> gaps_;            // where these belong
    std::vector<std::string> pieces_;  // by page, a line each
    std::string piece_;                // under way
    CodePage page_ = 0;
};

}  // namespace syncgate::rtf

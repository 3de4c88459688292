// Line ends made CRLF piece by piece, as to_crlf() does with the whole (message_index.h).
#pragma once

#include <string>
#include <string_view>

namespace syncgate::mime {

class CrlfConverter {
  public:
    // Appends what `piece` becomes; a line end may lie across two pieces.
    void feed(std::string_view piece, std::string& out);

  private:
    bool after_cr_ = false;
};

}  // namespace syncgate::mime

// Line ends made CRLF piece by piece: a bare LF, and a bare CR, become one.
#pragma once

#include <string>
#include <string_view>

namespace syncgate {

class CrlfConverter {
  public:
    // Appends what `piece` becomes; a line end may lie across two pieces.
    void feed(std::string_view piece, std::string& out);

  private:
    bool after_cr_ = false;
};

}  // namespace syncgate

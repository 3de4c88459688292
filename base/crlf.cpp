#include "base/crlf.h"

#include <algorithm>

namespace syncgate {
namespace {

// How many of the first bytes have no line end but CRLF.
std::size_t crlf_run(std::string_view text) {
    std::size_t at = 0;
    for (;;) {
        const std::size_t lf = text.find('\n', at);
        const std::string_view line = text.substr(at, lf - at);
        const std::size_t before_cr = std::min(line.find('\r'), line.size());
        if (lf == std::string_view::npos || before_cr + 1 != line.size()) {
            return at + before_cr;
        }
        at = lf + 1;
    }
}

}  // namespace

void CrlfConverter::feed(std::string_view piece, std::string& out) {
    if (after_cr_ && piece.starts_with('\n')) {
        piece.remove_prefix(1);
    }
    after_cr_ = after_cr_ && piece.empty();
    for (;;) {
        const std::size_t run = crlf_run(piece);
        out += piece.substr(0, run);
        piece.remove_prefix(run);
        if (piece.empty()) {
            return;
        }
        after_cr_ = piece == "\r";
        piece.remove_prefix(1);
        out += "\r\n";
    }
}

}  // namespace syncgate

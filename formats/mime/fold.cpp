#include "formats/mime/fold.h"

#include "base/text.h"
#include "formats/mime/gmime.h"

namespace syncgate::mime {

std::string fold_case(std::string_view text) {
    const bool ascii =
        text.find_first_not_of(
            "\t\r\n !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`"
            "abcdefghijklmnopqrstuvwxyz{|}~") == std::string_view::npos;
    if (ascii) {
        return lower_ascii(text);
    }
    const Chars folded(g_utf8_casefold(text.data(), static_cast<gssize>(text.size())));
    return folded.get();
}

}  // namespace syncgate::mime

#include "base/crlf.h"

#include "formats/mime/fields.h"
#include "formats/mime/message_index.h"

namespace syncgate::mime {

void append_crlf(std::string_view message, std::string& out) {
    out.reserve(out.size() + message.size() + message.size() / 32);
    CrlfConverter().feed(message, out);
}

std::string to_crlf(std::string_view message) {
    message.remove_prefix(mbox_line(message));
    std::string out;
    append_crlf(message, out);
    return out;
}

}  // namespace syncgate::mime

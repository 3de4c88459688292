#include <algorithm>

#include "formats/mime/fields.h"
#include "formats/mime/message_index.h"

namespace syncgate::mime {

void append_crlf(std::string_view message, std::string& out) {
    out.reserve(out.size() + message.size() + message.size() / 32);
    while (!message.empty()) {
        // Up to and with the next LF; a bare CR before it is rare.
        const std::size_t end = std::min(message.find('\n'), message.size());
        std::string_view line = message.substr(0, end);
        const bool ended = end < message.size();
        message.remove_prefix(ended ? end + 1 : end);
        if (ended && line.ends_with('\r')) {
            line.remove_suffix(1);
        }
        for (auto cr = line.find('\r'); cr != std::string_view::npos; cr = line.find('\r')) {
            out += line.substr(0, cr);
            out += "\r\n";
            line.remove_prefix(cr + 1);
        }
        out += line;
        out += ended ? "\r\n" : "";
    }
}

std::string to_crlf(std::string_view message) {
    message.remove_prefix(mbox_line(message));
    std::string out;
    append_crlf(message, out);
    return out;
}

}  // namespace syncgate::mime

// Messages put together from parts, and what was read of them, in words.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "formats/mime/message_index.h"

namespace syncgate::mime {

// A part as the tests write it: its header without line ends, then its content or its children.
inline std::string leaf(std::string_view header, std::string_view content) {
    std::string out(header);
    return out + (header.empty() ? "" : "\r\n") + "\r\n" + std::string(content);
}

inline std::string multipart(std::string_view subtype, const std::vector<std::string>& children,
                             std::string_view parameters = "") {
    static int serial = 0;
    const std::string boundary = "b" + std::to_string(++serial);
    std::string out = "Content-Type: multipart/" + std::string(subtype) + "; boundary=" + boundary +
                      std::string(parameters) + "\r\n\r\npreamble\r\n";
    for (const auto& child : children) {
        out += "--" + boundary + "\r\n" + child + "\r\n";
    }
    return out + "--" + boundary + "--\r\nepilogue\r\n";
}

inline const std::string kPlain = leaf("Content-Type: text/plain", "plain");
inline const std::string kHtml = leaf("Content-Type: text/html", "<p>html</p>");
inline const std::string kImage =
    leaf("Content-Type: image/png; name=i.png\r\nContent-ID: <i@x>", "png");
inline const std::string kPdf =
    leaf("Content-Type: application/pdf\r\nContent-Disposition: attachment; filename=a.pdf", "pdf");
// Every part as "number type".
inline std::string listed(const Structure& structure) {
    std::string out;
    for (const auto& part : structure.parts) {
        out += (out.empty() ? "" : ", ") + part.number + " " + part.media_type;
    }
    return out;
}

// The numbers of those that are listed as attachments.
inline std::string attached(const Structure& structure) {
    std::string out;
    for (int i = 0; i < static_cast<int>(structure.parts.size()); ++i) {
        if (structure.is_attachment(i)) {
            out += (out.empty() ? "" : " ") + structure.parts[static_cast<std::size_t>(i)].number;
        }
    }
    return out;
}

}  // namespace syncgate::mime

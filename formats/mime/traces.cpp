#include "formats/mime/traces.h"

#include <algorithm>

#include "base/text.h"
#include "formats/mime/build.h"
#include "formats/mime/headers.h"

namespace syncgate::mime {
namespace {

constexpr std::string_view kSignatures[] = {
    "application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature"};
constexpr std::string_view kSealed[] = {"multipart/encrypted", "application/pkcs7-mime",
                                        "application/x-pkcs7-mime"};

template <class Texts>
bool is_one_of(const Texts& texts, std::string_view text) {
    return std::find(std::begin(texts), std::end(texts), text) != std::end(texts);
}

// Of what a part stands in: "1.2." for "1.2.3".
std::string_view around(const Part& part) {
    const auto dot = part.number.rfind('.');
    return std::string_view(part.number).substr(0, dot == std::string::npos ? 0 : dot + 1);
}

// A signature is of all that stands beside it, and below that.
bool is_signed(const Structure& structure, const Part& part) {
    return structure.top_type == "multipart/signed" ||
           std::any_of(structure.parts.begin(), structure.parts.end(), [&](const Part& each) {
               return is_one_of(kSignatures, each.media_type) &&
                      part.number.starts_with(around(each));
           });
}

std::string trace_of(const Part& part, UnixSeconds now) {
    const std::string line =
        "Deleted attachment: " + (part.name.empty() ? "(no name)" : to_plain_line(part.name)) +
        " (" + part.media_type + ", " + std::to_string(part.decoded_size) + " bytes), " +
        format_date(now) + "\r\n";
    return "Content-Disposition: inline\r\n" + build::part("text/plain; charset=utf-8", line);
}

}  // namespace

Result<std::string> without_attachments(std::string_view message, const Structure& structure,
                                        std::vector<std::size_t> parts, UnixSeconds now) {
    std::sort(parts.begin(), parts.end());
    parts.erase(std::unique(parts.begin(), parts.end()), parts.end());
    std::string out;
    std::size_t at = 0;
    for (const auto index : parts) {
        if (index >= structure.parts.size()) {
            return Error{ErrorCode::kNotFound, "no such part"};
        }
        const Part& part = structure.parts[index];
        if (!structure.is_attachment(static_cast<int>(index))) {
            continue;
        }
        if (part.inside || is_one_of(kSealed, structure.top_type) || is_signed(structure, part)) {
            return Error{ErrorCode::kForbidden, "an attachment that others need"};
        }
        if (part.header_begin == 0) {  // it is all of the message
            return build::outer_fields(message) + "MIME-Version: 1.0\r\n" + trace_of(part, now);
        }
        out += message.substr(at, part.header_begin - at);
        out += trace_of(part, now);
        at = part.content_end;
    }
    out += message.substr(at);
    return out;
}

}  // namespace syncgate::mime

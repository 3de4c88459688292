#include "formats/mime/joined.h"

#include <vector>

#include "base/limits.h"
#include "base/text.h"
#include "formats/html/below.h"
#include "formats/html/html.h"
#include "formats/mime/body_parts.h"
#include "formats/mime/build.h"
#include "formats/mime/headers.h"
#include "formats/mime/structure.h"
#include "formats/mime/text.h"

namespace syncgate::mime {
namespace {

// A message's text in the forms that it has.
struct Text {
    std::string plain;
    std::string html;  // "" when it was written without
};

Text text_of(std::string_view message, const Structure& structure) {
    return {render_text(message, structure, limits::kMessageBytes),
            render_html(message, structure)};
}

std::string as_html(const Text& text) {
    return text.html.empty() ? html::from_text(text.plain) : text.html;
}

// The lines that name the original, above it.
std::string heading(const Original& original) {
    const auto& envelope = original.envelope;
    std::string out = "-----Original Message-----\r\n";
    const auto line = [&](std::string_view name, const std::string& value) {
        if (!value.empty()) {
            out += std::string(name) + ": " + value + "\r\n";
        }
    };
    line("From", format(envelope.from));
    line("Sent", format_date(envelope.date != 0 ? envelope.date : original.received));
    line("To", format(envelope.to));
    line("Cc", format(envelope.cc));
    line("Subject", envelope.subject);
    return out + "\r\n";
}

std::string with_line_end(std::string text) {
    return text.empty() || text.ends_with("\r\n") ? text : text + "\r\n";
}

void carry_parts(std::string_view message, const Structure& structure, std::string_view html,
                 Carry carry, BodyParts& out) {
    for (std::size_t i = 0; i < structure.parts.size(); ++i) {
        const auto& part = structure.parts[i];
        // What is inside another part goes with that.
        if (!structure.is_shown(static_cast<int>(i)) && !part.inside &&
            (carry == Carry::kAll || is_shown(part.content_id, html))) {
            add_part(message, part, html, out);
        }
    }
}

std::string body(const Text& written, const Text& quoted, const std::string& title,
                 BodyParts parts) {
    std::vector<std::string> forms{
        text_part("plain", with_line_end(written.plain) + "\r\n" + title + quoted.plain)};
    if (!written.html.empty() || !quoted.html.empty()) {
        const std::string below = html::below(html::from_text("\r\n" + title), as_html(quoted));
        forms.push_back(text_part("html", html::below(as_html(written), below)));
    }
    parts.forms.insert(parts.forms.begin(), forms.begin(), forms.end());
    return whole(std::move(parts));
}

}  // namespace

std::string joined(std::string_view written, const Original& original, Carry carry) {
    const Structure structure = read_structure(written);
    if (structure.top_type == "multipart/signed" || structure.top_type == "multipart/encrypted" ||
        structure.top_type.ends_with("pkcs7-mime")) {
        return std::string(written);
    }
    const Text text = text_of(written, structure);
    BodyParts parts;
    carry_parts(written, structure, text.html, Carry::kAll, parts);
    const Text quoted = text_of(original.bytes, original.structure);
    carry_parts(original.bytes, original.structure, quoted.html, carry, parts);
    return build::outer_fields(written) + "MIME-Version: 1.0\r\n" +
           body(text, quoted, heading(original), std::move(parts));
}

}  // namespace syncgate::mime

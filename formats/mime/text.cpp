#include "formats/mime/text.h"

#include <algorithm>
#include <cstdint>
#include <cstring>

#include "base/limits.h"
#include "base/text.h"
#include "formats/html/html.h"

namespace syncgate::mime {
namespace {

constexpr std::size_t kPreviewCharacters = 255;
// How much of a part is decoded for its text: far more than a rendition holds, even as
// quoted-printable or as HTML that is mostly markup.
constexpr std::size_t kDecodedPlain = 2U << 20U;
constexpr std::size_t kDecodedHtml = 8U << 20U;

bool is_blank(std::string_view text) {
    return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

std::string part_text(std::string_view message, const Part& part, std::size_t most) {
    std::string_view content =
        message.substr(part.content_begin, part.content_end - part.content_begin);
    return decode_text(part, content.substr(0, most));
}

// How many of the first bytes are no control characters, eight at a time; with CRLFs between them.
std::size_t tidy_run(std::string_view text) {
    constexpr std::uint64_t kOnes = 0x0101010101010101U;
    std::size_t at = 0;
    while (at < text.size()) {
        std::uint64_t eight = 0;
        if (at + sizeof eight <= text.size()) {
            std::memcpy(&eight, text.data() + at, sizeof eight);
            if (((eight - kOnes * ' ') & ~eight & (kOnes * 0x80U)) == 0) {
                at += sizeof eight;
                continue;
            }
        }
        const char c = text[at];
        if (static_cast<unsigned char>(c) >= ' ' || c == '\t') {
            ++at;
        } else if (text.substr(at).starts_with("\r\n")) {
            at += 2;
        } else {
            break;
        }
    }
    return at;
}

// Line ends become CRLF, other control characters but the tab are left out.
std::string tidied(std::string_view text) {
    std::string out;
    out.reserve(text.size() + text.size() / 32);
    for (;;) {
        const std::size_t run = tidy_run(text);
        out += text.substr(0, run);
        text.remove_prefix(run);
        if (text.empty()) {
            return out;
        }
        out += text.front() == '\n' || text.front() == '\r' ? "\r\n" : "";
        text.remove_prefix(1);
    }
}

std::string plain_text(std::string_view message, const Part& part) {
    std::string text = part_text(message, part, kDecodedPlain);
    if (part.format_flowed) {
        text = html::unflow(text, part.del_sp);
    }
    return tidied(text);
}

std::string html_text(std::string_view message, const Part& part) {
    return tidied(html::to_text(part_text(message, part, kDecodedHtml), limits::kTextRendition));
}

std::string body_text(std::string_view message, const Structure& structure, const Body& body) {
    std::string text;
    if (body.plain >= 0) {
        text = plain_text(message, structure.parts.at(static_cast<std::size_t>(body.plain)));
    }
    if (body.html >= 0 && is_blank(text)) {  // some senders leave the plain form empty
        text = html_text(message, structure.parts.at(static_cast<std::size_t>(body.html)));
    }
    return text;
}

}  // namespace

std::string render_text(std::string_view message, const Layout& layout) {
    std::string out;
    for (const auto& body : layout.bodies) {
        if (out.size() >= limits::kTextRendition) {
            break;
        }
        if (!out.empty() && !out.ends_with("\r\n")) {
            out += "\r\n";
        }
        out += body_text(message, layout.structure, body);
    }
    out.resize(cut_utf8(out, limits::kTextRendition).size());
    if (out.ends_with('\r')) {
        out.pop_back();
    }
    return out;
}

std::string render_preview(std::string_view text) {
    std::string out;
    std::size_t characters = 0;
    bool blank = false;
    for (const char c : text) {
        if (static_cast<unsigned char>(c) <= ' ') {
            blank = true;
            continue;
        }
        const bool starts = (static_cast<unsigned char>(c) & 0xc0U) != 0x80U;
        if (starts && characters + (blank && !out.empty() ? 1 : 0) >= kPreviewCharacters) {
            break;
        }
        if (blank && !out.empty()) {
            out += ' ';
            ++characters;
        }
        blank = false;
        characters += starts ? 1 : 0;
        out += c;
    }
    return out;
}

}  // namespace syncgate::mime

#include "formats/mime/text.h"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <span>
#include <vector>

#include "base/limits.h"
#include "base/text.h"
#include "formats/html/below.h"
#include "formats/html/html.h"

namespace syncgate::mime {
namespace {

constexpr std::size_t kPreviewCharacters = 255;
// How much more of a part is decoded than its text may be long: even quoted-printable, or HTML that
// is mostly markup, gives more.
constexpr std::size_t kDecodedPlain = 8;
constexpr std::size_t kDecodedHtml = 32;

bool is_blank(std::string_view text) {
    return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

std::string part_text(std::string_view message, const Part& part, std::size_t most) {
    std::string_view content =
        message.substr(part.content_begin, part.content_end - part.content_begin);
    return decode_text(part, part.inside ? content : content.substr(0, most));
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

std::string plain_text(std::string_view message, const Part& part, std::size_t max_bytes) {
    std::string text = part_text(message, part, kDecodedPlain * max_bytes);
    if (part.format_flowed) {
        text = html::unflow(text, part.del_sp);
    }
    return tidied(text);
}

std::string html_text(std::string_view message, const Part& part, std::size_t max_bytes) {
    return tidied(html::to_text(part_text(message, part, kDecodedHtml * max_bytes), max_bytes));
}

const Part& part_at(const Structure& structure, int index) {
    return structure.parts.at(static_cast<std::size_t>(index));
}

std::string body_text(std::string_view message, const Structure& structure, const Body& body,
                      std::size_t max_bytes) {
    std::string text;
    if (body.plain >= 0) {
        text = plain_text(message, part_at(structure, body.plain), max_bytes);
    }
    if (body.html >= 0 && is_blank(text)) {  // some senders leave the plain form empty
        text = html_text(message, part_at(structure, body.html), max_bytes);
    }
    return text;
}

std::string body_html(std::string_view message, const Structure& structure, const Body& body) {
    return body.html >= 0 ? part_text(message, part_at(structure, body.html), message.size())
                          : html::from_text(plain_text(message, part_at(structure, body.plain),
                                                       limits::kMessageBytes));
}

}  // namespace

std::string render_text(std::string_view message, const Structure& structure,
                        std::size_t max_bytes) {
    std::string out;
    for (const auto& body : structure.bodies()) {
        if (out.size() >= max_bytes) {
            break;
        }
        if (body.html_only) {
            continue;
        }
        if (!out.empty() && !out.ends_with("\r\n")) {
            out += "\r\n";
        }
        out += body_text(message, structure, body, max_bytes);
    }
    out.resize(cut_utf8(out, max_bytes).size());
    if (out.ends_with('\r')) {
        out.pop_back();
    }
    return out;
}

std::string render_html(std::string_view message, const Structure& structure) {
    if (!structure.has_html()) {
        return {};
    }
    std::vector<std::string> documents;
    for (const auto& body : structure.bodies()) {
        documents.push_back(body_html(message, structure, body));
    }
    return documents.size() == 1 ? std::move(documents.front())
                                 : html::below(documents.front(), std::span(documents).subspan(1));
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

#include "formats/mime/rewrite.h"

#include <algorithm>

#include "base/limits.h"
#include "base/text.h"
#include "formats/html/html.h"
#include "formats/mime/body_parts.h"
#include "formats/mime/build.h"
#include "formats/mime/headers.h"

namespace syncgate::mime {
namespace {

constexpr std::size_t kMaxName = 255;  // bytes: in RFC 2231's form it still fits into a line
constexpr std::size_t kMaxField = 900;

std::string with_headers(std::string header, const std::vector<Rewrite::Header>& replaced) {
    std::string fields;
    for (const auto& each : replaced) {
        header = without_header(header, each.name);
        fields += each.field;
    }
    return fields + header;
}

bool is_token(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
               std::string_view("!#$&^_.+-").find(c) != std::string_view::npos;
    });
}

// Without parameters. What base64 may not hold is no more than bytes. Source: RFC 2046 5.1, 5.2.
std::string media_type_of(const NewFile& file) {
    if (file.is_message) {
        return "message/rfc822";
    }
    const std::string type =
        lower_ascii(trim(std::string_view(file.media_type).substr(0, file.media_type.find(';'))));
    const auto halves = split(type, '/');
    const bool usable = halves.size() == 2 && is_token(halves[0]) && is_token(halves[1]) &&
                        type.size() <= kMaxName && halves[0] != "multipart" &&
                        halves[0] != "message";
    return usable ? type : "application/octet-stream";
}

// Source: RFC 2231 4.
std::string parameter(std::string_view name, std::string_view value) {
    constexpr std::string_view kHex = "0123456789ABCDEF";
    const bool plain = std::all_of(value.begin(), value.end(), [](char c) {
        return c >= ' ' && c <= '~' && c != '"' && c != '\\' && c != '%';
    });
    if (plain) {
        return std::string(name) + "=\"" + std::string(value) + "\"";
    }
    std::string out = std::string(name) + "*=utf-8''";
    for (const char c : value) {
        const bool safe = is_token(std::string_view(&c, 1));
        const auto byte = static_cast<unsigned char>(c);
        out += safe ? std::string(1, c) : std::string{'%', kHex[byte >> 4U], kHex[byte & 0xfU]};
    }
    return out;
}

std::string file_part(const NewFile& file) {
    const std::string name = to_plain_line(cut_utf8(file.name, kMaxName));
    std::string fields = std::string("Content-Disposition: ") +
                         (file.is_inline ? "inline" : "attachment") +
                         (name.empty() ? "" : ";\r\n " + parameter("filename", name)) + "\r\n";
    if (!file.content_id.empty()) {
        fields += "Content-ID: <" + file.content_id + ">\r\n";
    }
    if (!file.content_location.empty() && file.content_location.size() <= kMaxField) {
        fields += "Content-Location: " + file.content_location + "\r\n";
    }
    if (file.is_message) {
        return fields + "Content-Type: message/rfc822\r\nContent-Transfer-Encoding: 8bit\r\n\r\n" +
               to_crlf(file.content);
    }
    return fields + build::part(media_type_of(file), file.content);
}

struct Text {
    std::vector<std::string> forms;
    std::string html;
};

Text text_anew(const NewText& text) {
    std::string content;
    append_crlf(text.content, content);
    if (!text.is_html) {
        return {{text_part("plain", content)}, ""};
    }
    return {{text_part("plain", html::to_text(content, limits::kMessageBytes)),
             text_part("html", content)},
            content};
}

Text text_as_it_was(std::string_view message, const Structure& structure) {
    Text text;
    for (const int index : {structure.plain, structure.html}) {
        if (index >= 0 && !structure.parts[static_cast<std::size_t>(index)].inside) {
            const auto& part = structure.parts[static_cast<std::size_t>(index)];
            text.forms.push_back(build::copied(message, part));
            text.html = index == structure.html ? decode_text(part, message) : "";
        }
    }
    if (text.forms.empty()) {
        text.forms.push_back(text_part("plain", ""));
    }
    return text;
}

std::string body(std::string_view message, const Structure& structure, const Rewrite& rewrite) {
    Text text = rewrite.text ? text_anew(*rewrite.text) : text_as_it_was(message, structure);
    BodyParts parts;
    parts.forms = std::move(text.forms);
    for (std::size_t i = 0; i < structure.parts.size(); ++i) {
        const int index = static_cast<int>(i);
        const bool gone =
            std::find(rewrite.removed.begin(), rewrite.removed.end(), i) != rewrite.removed.end();
        const bool is_text = rewrite.text ? structure.is_shown(index)  // all of it is said anew
                                          : index == structure.plain || index == structure.html;
        const auto& part = structure.parts[i];
        if (is_text || gone || part.inside) {  // what is inside another part goes with that
            continue;
        }
        if (const auto named = rewrite.named.find(i); named != rewrite.named.end()) {
            parts.files.push_back("Content-ID: <" + named->second + ">\r\n" +
                                  build::copied(message, part));
        } else {
            add_part(message, part, text.html, parts);
        }
    }
    for (const auto& file : rewrite.added) {
        auto& place = is_shown(file.content_id, text.html) ? parts.pictures : parts.files;
        place.push_back(file_part(file));
    }
    return whole(std::move(parts));
}

}  // namespace

std::string rewritten(std::string_view message, const Structure& structure,
                      const Rewrite& rewrite) {
    const bool keeps_body =
        !message.empty() && !rewrite.text && rewrite.removed.empty() && rewrite.added.empty();
    if (keeps_body) {
        const std::size_t body_at = body_offset(message);
        return with_headers(std::string(message.substr(0, body_at)), rewrite.headers) +
               std::string(message.substr(body_at));
    }
    return with_headers(build::outer_fields(message), rewrite.headers) + "MIME-Version: 1.0\r\n" +
           body(message, structure, rewrite);
}

}  // namespace syncgate::mime

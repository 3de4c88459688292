#include "formats/mime/tnef_parts.h"

#include "base/limits.h"
#include "base/text.h"
#include "formats/mime/charset.h"
#include "formats/mime/content.h"
#include "formats/mime/leaf.h"
#include "formats/mime/rtf_text.h"
#include "formats/mime/text.h"
#include "formats/tnef/tnef.h"

namespace syncgate::mime {
namespace {

// A piece of the stream that `outer` holds.
Part piece(const Part& outer, tnef::Range range, std::string_view media_type) {
    Part part = outer;
    part.media_type = media_type;
    part.charset.clear();
    part.name.clear();
    part.content_id.clear();
    part.content_location.clear();
    part.attachment = part.inline_part = part.alternative = false;
    part.inside = true;
    part.inside_begin = range.begin;
    part.decoded_size = range.size;
    return part;
}

Part text_piece(const Part& outer, const tnef::Text& text, std::string_view media_type) {
    Part part = piece(outer, text.range, media_type);
    part.charset = text.charset;
    return part;
}

// A text that was a message of its own is named without an ending.
std::string with_ending(std::string name, std::string_view media_type) {
    const bool is_text = media_type == "text/plain" || media_type == "text/html";
    if (is_text && !name.empty() && name.find('.') == std::string::npos) {
        name += media_type == "text/html" ? ".html" : ".txt";
    }
    return name;
}

Part file_piece(const Part& outer, const tnef::File& file, std::string_view stream) {
    const std::string type = one_line(to_utf8(lower_ascii(file.media_type), ""));
    Part part = piece(outer, file.data,
                      type.find('/') == std::string::npos ? "application/octet-stream" : type);
    const auto name = stream.substr(file.name.range.begin, file.name.range.size);
    part.name = with_ending(file_name(one_line(to_utf8(name, file.name.charset))), type);
    part.content_id = file.content_id;
    part.attachment = file.content_id.empty();
    return part;
}

// Enough to know a text by.
constexpr std::size_t kTelling = 200;

std::string without_blanks(std::string text) {
    std::erase_if(text, [](char c) { return static_cast<unsigned char>(c) <= ' '; });
    return text;
}

// The forms of a text as plain text without blanks; `own` shows nothing else.
std::string text_of(std::string_view message, const std::optional<Part>& plain,
                    const std::optional<Part>& html, Structure& own) {
    const auto add = [&](const std::optional<Part>& part, int& index) {
        if (part) {
            index = static_cast<int>(own.parts.size());
            own.parts.push_back(*part);
        }
    };
    add(plain, own.plain);
    add(html, own.html);
    return without_blanks(render_text(message, own, limits::kTextRendition));
}

}  // namespace

bool is_tnef(const Part& part) {
    return part.media_type == "application/ms-tnef" ||
           part.media_type == "application/vnd.ms-tnef" ||
           (part.media_type == "application/octet-stream" && iequals(part.name, "winmail.dat"));
}

std::optional<TnefParts> open_tnef(const Part& part, std::string_view content) {
    const std::string stream = undo_encoding(part.encoding, content);
    const auto read = tnef::read(stream);
    if (!read) {
        return std::nullopt;
    }
    TnefParts parts;
    for (const auto& file : read->files) {
        parts.files.push_back(file_piece(part, file, stream));
    }
    if (read->plain) {
        parts.text.plain = text_piece(part, *read->plain, "text/plain");
        parts.text.plain->number += "/text";
    }
    if (read->html) {
        parts.text.html = text_piece(part, *read->html, "text/html");
        parts.text.html->number += "/html";
    }
    if (read->rtf) {
        parts.text.rtf = piece(part, *read->rtf, kCompressedRtf);
        parts.text.rtf->number += "/rtf";
    }
    return parts;
}

void show_text(std::string_view message, TextInside inside, Structure& structure) {
    const std::string shown =
        without_blanks(render_text(message, structure, limits::kTextRendition));
    Structure own;
    std::string text = text_of(message, inside.text.plain, inside.text.html, own);
    if (text.empty() && shown.empty() && inside.text.rtf) {
        own = {};
        text = text_of(message, inside.text.rtf, std::nullopt, own);
    }
    if (text.empty()) {
        structure.parts.at(inside.index).opened = !inside.text.rtf || !shown.empty();
        return;
    }
    const bool is_told = shown.find(text.substr(0, kTelling)) != std::string::npos;
    if (own.parts.size() > limits::kMimeParts - structure.parts.size()) {
        return;
    }
    const int first = static_cast<int>(structure.parts.size());
    const auto moved = [first](int index) { return index < 0 ? index : index + first; };
    if (!is_told) {
        structure.parts.insert(structure.parts.end(), own.parts.begin(), own.parts.end());
        structure.below.push_back({moved(own.plain), moved(own.html), false});
    } else if (inside.text.html && !structure.has_html() && structure.below.empty()) {
        structure.parts.push_back(std::move(*inside.text.html));
        structure.html = first;
    }
}

}  // namespace syncgate::mime

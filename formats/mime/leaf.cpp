#include "formats/mime/leaf.h"

#include <algorithm>

#include "base/text.h"
#include "formats/mime/charset.h"
#include "formats/mime/content.h"
#include "formats/mime/encoded_word.h"
#include "formats/mime/fields.h"
#include "formats/mime/headers.h"
#include "formats/mime/parameters.h"

namespace syncgate::mime {
namespace {

constexpr std::size_t kEmbeddedHeader = 64U << 10U;  // how much of one is decoded for its subject

std::string line_of(const char* text) {
    return text == nullptr ? std::string() : one_line(to_valid_utf8(text));
}

std::string without_angles(std::string_view id) {
    if (id.starts_with('<')) {
        id.remove_prefix(1);
    }
    if (id.ends_with('>')) {
        id.remove_suffix(1);
    }
    return std::string(id);
}

// The unfolded value of the object's first field of that name; "" when absent.
std::string field(GMimeObject* object, std::string_view name) {
    auto* headers = g_mime_object_get_header_list(object);
    for (int i = 0; i < g_mime_header_list_get_count(headers); ++i) {
        auto* header = g_mime_header_list_get_header_at(headers, i);
        if (iequals(g_mime_header_get_name(header), name)) {
            return unfold(g_mime_header_get_raw_value(header));
        }
    }
    return {};
}

std::string type_parameter(GMimeObject* object, std::string_view name) {
    return parameter(field(object, "Content-Type"), name, "");
}

struct EncodingRow {
    std::string_view name;
    Encoding encoding;
};

// Others are none.
constexpr EncodingRow kEncodings[] = {
    {"base64", Encoding::kBase64},       {"quoted-printable", Encoding::kQuotedPrintable},
    {"uuencode", Encoding::kUuencode},   {"x-uue", Encoding::kUuencode},
    {"x-uuencode", Encoding::kUuencode},
};

Encoding encoding_of(GMimeObject* object) {
    const std::string value = field(object, "Content-Transfer-Encoding");
    const auto begin = std::min(value.find_first_not_of(" \t\""), value.size());
    const auto name =
        std::string_view(value).substr(begin, value.find_first_of(" \t\";(", begin) - begin);
    for (const auto& row : kEncodings) {
        if (iequals(name, row.name)) {
            return row.encoding;
        }
    }
    return Encoding::kIdentity;
}

// `charset`: of the message's text, for raw characters.
std::string declared_name(GMimeObject* object, std::string_view charset) {
    std::string name = parameter(field(object, "Content-Disposition"), "filename", charset);
    if (name.empty()) {
        name = parameter(field(object, "Content-Type"), "name", charset);
    }
    return file_name(std::move(name));
}

bool is_embedded_message(const Part& part) {
    return part.media_type == "message/rfc822" || part.media_type == "message/global" ||
           part.media_type == "message/news";
}

std::string name_of_embedded(const Part& part, std::string_view content) {
    const std::string decoded =
        part.encoding == Encoding::kIdentity
            ? std::string()
            : undo_encoding(part.encoding, content.substr(0, kEmbeddedHeader));
    const auto subject =
        header(part.encoding == Encoding::kIdentity ? content : decoded, "Subject");
    const std::string name = decode_words(subject.value_or(""), "");
    return file_name((name.empty() ? "message" : name) + ".eml");
}

void read_disposition(GMimeObject* object, Part& part) {
    auto* disposition = g_mime_object_get_content_disposition(object);
    const std::string kind =
        disposition == nullptr
            ? std::string()
            : lower_ascii(line_of(g_mime_content_disposition_get_disposition(disposition)));
    part.inline_part = kind == "inline";
    part.attachment = !kind.empty() && !part.inline_part;  // Source: RFC 2183 2.8
}

// The offset of the object's first header field; -1 when it has none.
gint64 first_header(GMimeObject* object) {
    auto* headers = g_mime_object_get_header_list(object);
    return g_mime_header_list_get_count(headers) == 0
               ? -1
               : g_mime_header_get_offset(g_mime_header_list_get_header_at(headers, 0));
}

// The content's range as GMime's persisted stream has it; nullptr when it has none.
GMimeStream* content_stream(GMimeObject* object) {
    if (!GMIME_IS_PART(object)) {
        return nullptr;
    }
    auto* content = g_mime_part_get_content(GMIME_PART(object));
    return content == nullptr ? nullptr : g_mime_data_wrapper_get_stream(content);
}

// Where content ends that GMime has not seen to its end.
std::size_t end_beyond(const ParsedMessage& parsed, const Boundaries& boundaries) {
    const PagedText& message = parsed.message();
    const std::size_t limit = boundaries.next(message, parsed.given());
    return limit < message.size() ? before_line_end(message, limit) : limit;
}

Range range_of(GMimeObject* object, const ParsedMessage& parsed, const Boundaries& boundaries,
               std::size_t cursor) {
    const PagedText& message = parsed.message();
    const gint64 header = first_header(object);
    auto* stream = content_stream(object);
    const bool is_root = !boundaries.inside();
    const std::size_t begin = is_root || header < 0 ? parsed.header() : parsed.original(header);
    if (stream == nullptr) {
        // A digest's part may begin with the blank line: only the boundary tells where it is.
        const bool is_bare = !is_root && header < 0;
        return range_from_header(message, is_bare ? boundaries.after_own(message, cursor) : begin,
                                 boundaries);
    }
    Range range;
    range.content_begin = parsed.original(stream->bound_start);
    range.content_end = stream->bound_end < 0 ? parsed.given() : parsed.original(stream->bound_end);
    if (range.content_end == parsed.given() && parsed.given() < message.size()) {
        range.content_end = std::max(end_beyond(parsed, boundaries), range.content_begin);
    }
    range.header_begin =
        is_root || header >= 0 ? begin : before_line_end(message, range.content_begin);
    return range;
}

}  // namespace

std::string file_name(std::string name) {
    const auto folder = name.find_last_of('\\');
    if (folder != std::string::npos) {
        name.erase(0, folder + 1);
    }
    std::replace(name.begin(), name.end(), '/', '_');
    return name;
}

std::string media_type(GMimeObject* object) {
    auto* type = g_mime_object_get_content_type(object);
    if (type == nullptr) {
        return "text/plain";
    }
    const Chars text(g_mime_content_type_get_mime_type(type));
    return lower_ascii(line_of(text.get()));
}

std::string content_id(GMimeObject* object) {
    return without_angles(line_of(g_mime_object_get_content_id(object)));
}

std::string related_start(GMimeObject* object) {
    return without_angles(type_parameter(object, "start"));
}

std::string smime_type(GMimeObject* object) {
    const std::string type = media_type(object);
    return type == "application/pkcs7-mime" || type == "application/x-pkcs7-mime"
               ? lower_ascii(type_parameter(object, "smime-type"))
               : std::string();
}

Part read_leaf(GMimeObject* object, const ParsedMessage& parsed, const Boundaries& boundaries,
               const Before& before) {
    const PagedText& message = parsed.message();
    Part part;
    part.media_type = media_type(object);
    part.charset = lower_ascii(type_parameter(object, "charset"));
    part.name = declared_name(object, part.charset.empty() ? before.charset : part.charset);
    part.content_id = content_id(object);
    part.content_location = line_of(g_mime_object_get_header(object, "Content-Location"));
    part.format_flowed = iequals(type_parameter(object, "format"), "flowed");
    part.del_sp = iequals(type_parameter(object, "delsp"), "yes");
    part.encoding = GMIME_IS_PART(object) ? encoding_of(object) : Encoding::kIdentity;
    read_disposition(object, part);

    const Range range = range_of(object, parsed, boundaries, before.end);
    part.header_begin = range.header_begin;
    part.header_end = range.content_begin;
    part.content_begin = range.content_begin;
    part.content_end = range.content_end;
    const auto content =
        message.substr(range.content_begin, range.content_end - range.content_begin);
    part.decoded_size = decoded_size(part.encoding, content);
    if (part.name.empty() && is_embedded_message(part)) {
        part.name = name_of_embedded(part, content);
    }
    return part;
}

}  // namespace syncgate::mime

#include "protocols/activesync/items/body.h"

#include <algorithm>

#include "base/limits.h"
#include "base/text.h"
#include "formats/html/html.h"
#include "formats/mime/text.h"
#include "formats/wbxml/tags.h"
#include "formats/wbxml/xml_text.h"
#include "protocols/activesync/items/part_content.h"

namespace syncgate::activesync {
namespace {

namespace base = wbxml::air_sync_base;
namespace email = wbxml::email;

constexpr std::uint64_t kNoLimit = ~0ULL;

// Bytes for each MIMETruncation.
constexpr std::uint64_t kMimeLimits[] = {0,     4096,  5120,   7168,    10240,
                                         20480, 51200, 102400, kNoLimit};

// Bytes for each Truncation of 2.5.
constexpr std::uint64_t kTextLimits[] = {0,     512,   1024,  2048,   5120,
                                         10240, 20480, 51200, 102400, kNoLimit};

const mime::Part* part_at(const Message& message, int index) {
    return index < 0 ? nullptr : &message.structure.parts[static_cast<std::size_t>(index)];
}

bool is_bytewise(std::string_view charset) {
    return charset.empty() || charset == "us-ascii" || charset == "ascii" || charset == "utf-8" ||
           charset == "utf8" || charset.starts_with("iso-8859-") ||
           charset.starts_with("windows-125");
}

struct Rendered {
    std::string data;        // the whole, or at least its first `limit` bytes
    std::uint64_t size = 0;  // of the whole
};

Rendered whole(std::string text) {
    const auto size = text.size();
    return {std::move(text), size};
}

// A cut body needs no more of a message of megabytes than its beginning.
Rendered part_text(const Message& message, const mime::Part& part, std::uint64_t limit) {
    constexpr std::uint64_t kWorstExpansion = 4;  // quoted-printable, with line ends
    constexpr std::uint64_t kSlack = 1024;
    const std::uint64_t all = part.content_end - part.content_begin;
    const bool cut = limit < all / kWorstExpansion && is_bytewise(part.charset) &&
                     part.encoding != mime::Encoding::kUuencode && !part.inside;
    const std::uint64_t end =
        cut ? part.content_begin + limit * kWorstExpansion + kSlack : part.content_end;
    const std::string content = message.snapshot.bytes(message.object.id, part.content_begin,
                                                       std::min(end, part.content_end));
    if (!cut) {
        return whole(mime::decode_text(part, content));
    }
    // A character that the cut has halved would make the rest look like another charset.
    const std::string decoded = mime::decode_content(part, content);
    mime::Part plain = part;
    plain.encoding = mime::Encoding::kIdentity;
    std::string text =
        mime::decode_text(plain, cut_utf8(decoded, decoded.size() > 4 ? decoded.size() - 4 : 0));
    const auto size = std::max<std::uint64_t>(part.decoded_size, text.size());
    return {std::move(text), size};
}

std::string beginning(std::string_view text, std::uint64_t limit) {
    return std::string(limit < text.size() ? cut_utf8(text, static_cast<std::size_t>(limit))
                                           : text);
}

// The message as far as its texts go.
std::string bytes_of_texts(const Message& message) {
    std::uint64_t end = 0;
    for (const auto& body : message.structure.bodies()) {
        for (const int form : {body.plain, body.html}) {
            const auto* part = part_at(message, form);
            end = std::max(end, part == nullptr ? 0 : part->content_end);
        }
    }
    return message.snapshot.bytes(message.object.id, 0, end);
}

// The rendition made at arrival; from the message where that holds only its beginning.
Rendered plain_text(const Message& message, std::uint64_t limit) {
    const bool cut_at_arrival = message.object.text.size() + 4 > limits::kTextRendition;
    if (cut_at_arrival && limit > message.object.text.size()) {
        return whole(
            mime::render_text(bytes_of_texts(message), message.structure, limits::kMessageBytes));
    }
    return {beginning(message.object.text, limit), message.object.text.size()};
}

Rendered html_text(const Message& message, std::uint64_t limit) {
    const auto* part = part_at(message, message.structure.html);
    if (part != nullptr && message.structure.below.empty()) {
        return part_text(message, *part, limit);
    }
    if (message.structure.has_html()) {
        return whole(mime::render_html(bytes_of_texts(message), message.structure));
    }
    // Each byte of text becomes one of HTML, or more.
    const Rendered plain = plain_text(message, limit);
    std::string text = html::from_text(plain.data);
    const auto size = text.size() + (plain.size - plain.data.size());
    return {std::move(text), size};
}

// One byte more than is wanted, so that the cut sees whether it halves a character.
std::string mime_bytes(const Message& message, std::uint64_t limit) {
    const std::uint64_t wanted = std::min(limit, message.object.size);
    return message.snapshot.bytes(message.object.id, 0, std::min(wanted + 1, message.object.size));
}

bool mime_allowed(const Message& message) {
    const int support = message.options.mime_support;
    return support == 2 || (support == 1 && (message.is_signed() || message.is_encrypted()));
}

// 2.5 has no BodyPreference: a body is MIME where that is wanted, else plain text.
bool is_legacy(const Message& message) {
    return message.options.version < Version::k12_0;
}

// The whole message, for who reads it while it is sent.
BodyData make_large_mime(const Message& message) {
    const auto size = message.object.size;
    *message.options.large_mime =
        PartPlace{message.object.id, 0, size, mime::Encoding::kIdentity, 0, size};
    BodyData body;
    body.type = kMimeBody;
    body.estimated_size = size;
    body.is_elsewhere = true;
    return body;
}

BodyData make_type(const Message& message, int type, std::uint64_t limit) {
    if (type == kMimeBody && message.options.large_mime != nullptr &&
        message.object.size > limits::kBodyInMemory && message.object.size <= limit) {
        return make_large_mime(message);
    }
    BodyData body;
    body.type = type;
    Rendered rendered;
    if (type == kMimeBody) {
        rendered.size = message.object.size;
        rendered.data = mime_bytes(message, limit);
    } else {
        rendered = type == kHtmlBody ? html_text(message, limit) : plain_text(message, limit);
    }
    body.estimated_size = rendered.size;
    body.truncated = rendered.size > limit;
    if (rendered.data.size() > limit) {
        rendered.data.resize(cut_utf8(rendered.data, static_cast<std::size_t>(limit)).size());
    }
    body.data = std::move(rendered.data);
    // The writer would leave out what XML can't carry, but a message is given byte for byte.
    body.opaque = type == kMimeBody && !wbxml::is_xml_text(body.data);
    return body;
}

// The preferences that can be served, the best first: MIME where it is allowed, then the type in
// which the message was written, then the others in the client's order.
std::vector<BodyPreference> ranked(const Message& message) {
    std::vector<BodyPreference> usable;
    if (is_legacy(message)) {
        usable.emplace_back().type = mime_allowed(message) ? kMimeBody : kPlainBody;
        return usable;
    }
    for (const auto& preference : message.options.bodies) {
        const bool text = preference.type == kPlainBody || preference.type == kHtmlBody;
        if (text || (preference.type == kMimeBody && mime_allowed(message))) {
            usable.push_back(preference);
        }
    }
    if (usable.empty()) {
        usable.emplace_back();
    }
    const int native = native_body_type(message);
    const auto rank = [native](const BodyPreference& preference) {
        return preference.type == kMimeBody ? 0 : preference.type == native ? 1 : 2;
    };
    std::stable_sort(usable.begin(), usable.end(),
                     [&](const auto& a, const auto& b) { return rank(a) < rank(b); });
    return usable;
}

// `count` characters, not bytes.
std::string_view first_characters(std::string_view text, std::uint32_t count) {
    std::size_t end = 0;
    for (std::uint32_t i = 0; i < count && end < text.size(); ++i) {
        ++end;
        while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xc0U) == 0x80U) {
            ++end;
        }
    }
    return text.substr(0, end);
}

wbxml::Element data_element(wbxml::Tag tag, BodyData& body) {
    return body.opaque ? wbxml::Element::opaque(tag, std::move(body.data))
                       : wbxml::Element(tag, std::move(body.data));
}

}  // namespace

std::uint64_t body_limit(const RenderOptions& options, const BodyPreference& preference) {
    if (options.whole_body) {
        return kNoLimit;
    }
    if (options.no_body) {
        return 0;
    }
    if (preference.truncation_size) {
        return *preference.truncation_size;
    }
    if (preference.type == kMimeBody && options.mime_truncation) {
        return kMimeLimits[*options.mime_truncation];
    }
    if (options.version < Version::k12_0 && preference.type == kPlainBody && options.truncation) {
        return kTextLimits[*options.truncation];
    }
    return kNoLimit;
}

void fill_body(wbxml::Element& element, BodyData body) {
    element.add(base::kType, body.type);
    element.add(base::kEstimatedDataSize, static_cast<std::int64_t>(body.estimated_size));
    element.add(base::kTruncated, body.truncated ? 1 : 0);
    if (body.is_elsewhere) {
        element.add(wbxml::Element::gap(base::kData));
    } else if (body.has_data && !body.data.empty()) {
        element.add(data_element(base::kData, body));
    }
    const bool shown = body.type == kPlainBody && element.has(base::kData);
    if (!body.preview.empty() && !shown) {
        element.add(base::kPreview, std::move(body.preview));
    }
}

int native_body_type(const Message& message) {
    return message.structure.has_html() ? kHtmlBody : kPlainBody;
}

BodyData make_body(const Message& message) {
    const auto preferences = ranked(message);
    BodyData body;
    for (const auto& preference : preferences) {
        body = make_type(message, preference.type, body_limit(message.options, preference));
        if (preference.preview > 0 && message.options.version >= Version::k14_0) {
            body.preview = first_characters(message.object.preview, preference.preview);
        }
        if (!body.truncated || !preference.all_or_none) {
            return body;
        }
    }
    body.data.clear();  // every preference wants all or none
    body.has_data = false;
    return body;
}

void add_legacy_body(wbxml::Element& item, const Message& message) {
    struct Names {
        wbxml::Tag truncated, size, data;
    };
    constexpr Names kText{email::kBodyTruncated, email::kBodySize, email::kBody};
    constexpr Names kMime{email::kMIMETruncated, email::kMIMESize, email::kMIMEData};
    BodyData body = make_body(message);
    const Names& names = body.type == kMimeBody ? kMime : kText;
    item.add(names.truncated, body.truncated ? 1 : 0);
    item.add(names.size, static_cast<std::int64_t>(body.estimated_size));
    if (!body.data.empty()) {
        item.add(data_element(names.data, body));
    }
}

wbxml::Element render_body(const Message& message) {
    wbxml::Element element(base::kBody);
    fill_body(element, make_body(message));
    return element;
}

wbxml::Element render_body_part(const Message& message) {
    constexpr int kOk = 1;
    const BodyPreference& preference = *message.options.body_part;
    BodyData body = make_type(message, kHtmlBody, body_limit(message.options, preference));
    body.has_data = !body.truncated || !preference.all_or_none;
    body.preview = first_characters(message.object.preview, preference.preview);
    wbxml::Element element(base::kBodyPart);
    element.add(base::kStatus, kOk);
    fill_body(element, std::move(body));
    return element;
}

}  // namespace syncgate::activesync

#include "protocols/activesync/items/text_body.h"

#include <algorithm>

#include "base/base64.h"
#include "base/limits.h"
#include "base/text.h"
#include "formats/html/html.h"
#include "formats/mime/charset.h"
#include "formats/rtf/compressed.h"
#include "formats/rtf/rtf.h"
#include "formats/vcard/text.h"
#include "formats/wbxml/tags.h"
#include "formats/wbxml/xml_text.h"
#include "protocols/activesync/items/body.h"

namespace syncgate::activesync {
namespace {

namespace base = wbxml::air_sync_base;
namespace contacts = wbxml::contacts;

std::string network_lines(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c == '\n') {
            out += '\r';
        }
        out += c;
    }
    return out;
}

BodyData of_type(std::string_view text, int type, std::uint64_t limit) {
    BodyData body;
    body.type = type;
    const std::string lines = wbxml::to_xml_text(network_lines(text));
    body.data = type == kHtmlBody && !lines.empty() ? html::from_text(lines) : lines;
    body.estimated_size = body.data.size();
    body.truncated = body.data.size() > limit;
    if (body.truncated) {
        body.data.resize(cut_utf8(body.data, static_cast<std::size_t>(limit)).size());
    }
    return body;
}

// The preferences that can be served, plain text first.
std::vector<BodyPreference> ranked(const RenderOptions& options) {
    std::vector<BodyPreference> usable;
    for (const int type : {kPlainBody, kHtmlBody}) {
        std::copy_if(options.bodies.begin(), options.bodies.end(), std::back_inserter(usable),
                     [type](const BodyPreference& each) { return each.type == type; });
    }
    if (usable.empty()) {
        usable.emplace_back();
    }
    return usable;
}

BodyData preferred(std::string_view text, const RenderOptions& options) {
    BodyData body;
    for (const auto& preference : ranked(options)) {
        body = of_type(text, preference.type, body_limit(options, preference));
        if (!body.truncated || !preference.all_or_none) {
            return body;
        }
    }
    body.data.clear();  // every preference wants all or none
    body.has_data = false;
    return body;
}

// What a client sent: its text, and whether that is only the beginning of what it was given. RTF
// does not tell how many line ends there are at the end: its last paragraph has one as well.
struct Sent {
    std::string text;
    bool truncated = false;
    bool has_line_ends = true;
};

std::string without_blanks(std::string_view text) {
    std::string out(text);
    std::erase_if(
        out, [](char c) { return std::string_view(" \t\r\n").find(c) != std::string_view::npos; });
    return out;
}

// Compressed RTF in base64; nothing at all is an empty text.
Result<Sent> sent_rtf(std::string_view base64, bool truncated) {
    const auto compressed = base64_decode(without_blanks(base64));
    if (!compressed || compressed->empty()) {
        return compressed ? Result<Sent>(Sent{"", truncated}) : compressed.error();
    }
    const auto rtf = rtf::decompress(*compressed, limits::kRtfBytes);
    if (!rtf) {
        return rtf.error();
    }
    const auto text = rtf::to_text(*rtf, limits::kVcardBytes, mime::to_utf8);
    return text ? Result<Sent>(Sent{vcard::unix_lines(*text), truncated, false}) : text.error();
}

Result<Sent> sent_body(const wbxml::Element& body) {
    const auto type = body.text(base::kType).value_or("1");
    const auto text = body.text(base::kData).value_or("");
    const bool truncated = body.text(base::kTruncated) == "1";
    if (type == "1") {
        return Sent{vcard::unix_lines(text), truncated};
    }
    if (type == "2") {
        const std::string plain = html::to_text(text, limits::kTextRendition);
        return Sent{vcard::unix_lines(trim(plain)), truncated};
    }
    if (type == "3") {
        return sent_rtf(text, truncated);
    }
    return Error{ErrorCode::kUnsupported, "activesync: a body of another type"};
}

// A Body that says something counts before the RTF beside it: that is what the client was given.
// nullopt where there is neither.
std::optional<Result<Sent>> sent_of_2_5(const wbxml::Element& data) {
    const bool truncated = data.text(contacts::kBodyTruncated) == "1";
    const auto plain = data.text(contacts::kBody);
    const auto rtf = data.text(contacts::kCompressedRTF);
    if (rtf && plain.value_or("").empty()) {
        return sent_rtf(*rtf, truncated);
    }
    return plain ? std::optional<Result<Sent>>(Sent{vcard::unix_lines(*plain), truncated})
                 : std::nullopt;
}

std::optional<Result<Sent>> sent_of_12(const wbxml::Element& data) {
    const auto* body = data.child(base::kBody);
    return body == nullptr ? std::nullopt : std::optional(sent_body(*body));
}

// Whether what was sent says no more than what the client was shown.
bool is_same(const Sent& sent, std::string_view shown) {
    if (!sent.has_line_ends) {
        shown = shown.substr(0, shown.find_last_not_of('\n') + 1);
    }
    return sent.text == shown || (sent.truncated && shown.starts_with(sent.text));
}

}  // namespace

void add_text_body(wbxml::Element& data, std::string_view text, const RenderOptions& options) {
    if (options.version >= Version::k12_0) {
        fill_body(data.add(base::kBody), preferred(text, options));
        data.add(base::kNativeBodyType, kPlainBody);
        return;
    }
    BodyData body = of_type(text, kPlainBody, body_limit(options, {}));
    data.add(contacts::kBodySize, static_cast<std::int64_t>(body.estimated_size));
    data.add(contacts::kBodyTruncated, body.truncated ? 1 : 0);
    if (!body.data.empty()) {
        data.add(contacts::kBody, std::move(body.data));
    }
}

Result<std::string> merged_text_body(const wbxml::Element& data, std::string_view current,
                                     Version version) {
    const auto sent = version < Version::k12_0 ? sent_of_2_5(data) : sent_of_12(data);
    if (!sent) {
        return std::string(current);
    }
    if (!*sent) {
        return sent->error();
    }
    const Sent& wanted = **sent;
    return is_same(wanted, wbxml::to_xml_text(current)) ? std::string(current) : wanted.text;
}

}  // namespace syncgate::activesync

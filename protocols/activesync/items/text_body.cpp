#include "protocols/activesync/items/text_body.h"

#include <algorithm>

#include "base/limits.h"
#include "base/text.h"
#include "formats/html/html.h"
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

// What a client sent: its text, and whether that is only the beginning of what it was given.
struct Sent {
    std::string text;
    bool truncated = false;
};

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
    return Error{ErrorCode::kUnsupported, "activesync: a body of another type"};
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
    const bool legacy = version < Version::k12_0;
    const auto* body = data.child(legacy ? contacts::kBody : base::kBody);
    if (body == nullptr) {
        return std::string(current);
    }
    const Result<Sent> sent = legacy ? Sent{vcard::unix_lines(body->content()),
                                            data.text(contacts::kBodyTruncated) == "1"}
                                     : sent_body(*body);
    if (!sent) {
        return sent.error();
    }
    const std::string shown = wbxml::to_xml_text(current);
    const bool same = sent->text == shown || (sent->truncated && shown.starts_with(sent->text));
    return same ? std::string(current) : sent->text;
}

}  // namespace syncgate::activesync

#include "protocols/activesync/commands/sync_options.h"

#include <algorithm>

#include "base/bytes.h"
#include "base/text.h"
#include "formats/wbxml/tags.h"

namespace syncgate::activesync {
namespace {

using wbxml::Element;
namespace air_sync = wbxml::air_sync;
namespace base = wbxml::air_sync_base;

constexpr std::uint64_t kAbsent = 0;  // optional numbers are stored one higher

Error malformed(const char* what) {
    return {ErrorCode::kMalformed, what};
}

// Children of a BodyPreference and BodyPartPreference, in the order that their schema wants.
constexpr wbxml::Tag kInOrder[] = {base::kType, base::kTruncationSize, base::kAllOrNone,
                                   base::kPreview};

bool in_order(const Element& element) {
    const auto place = [](const Element& child) {
        return std::find(std::begin(kInOrder), std::end(kInOrder), child.tag());
    };
    return std::is_sorted(element.children().begin(), element.children().end(),
                          [&](const Element& a, const Element& b) { return place(a) < place(b); });
}

Result<BodyPreference> parse_body(const Element& element) {
    BodyPreference body;
    if (!in_order(element)) {
        return malformed("BodyPreference out of order");
    }
    const auto type = parse_uint(element.text(base::kType).value_or(""));
    if (!type || *type < 1 || *type > 4) {
        return malformed("BodyPreference without a Type from 1 to 4");
    }
    body.type = static_cast<int>(*type);
    if (const auto text = element.text(base::kTruncationSize)) {
        const auto size = parse_uint(*text);
        if (!size || *size > UINT32_MAX) {
            return malformed("TruncationSize");
        }
        body.truncation_size = static_cast<std::uint32_t>(*size);
    }
    if (const auto text = element.text(base::kAllOrNone)) {
        if (*text != "0" && *text != "1") {
            return malformed("AllOrNone");
        }
        body.all_or_none = *text == "1";
    }
    if (const auto text = element.text(base::kPreview)) {
        const auto size = parse_uint(*text);
        if (!size || *size > 255) {
            return malformed("Preview");
        }
        body.preview = static_cast<std::uint32_t>(*size);
    }
    return body;
}

Result<void> add_bodies(const Element& options, RenderOptions& render) {
    for (const auto& child : options.children()) {
        if (child.tag() != base::kBodyPreference) {
            continue;
        }
        auto body = parse_body(child);
        if (!body) {
            return body.error();
        }
        const auto same = [&](const BodyPreference& each) { return each.type == body->type; };
        if (std::any_of(render.bodies.begin(), render.bodies.end(), same)) {
            return malformed("two BodyPreferences of one Type");
        }
        render.bodies.push_back(*body);
    }
    return {};
}

Result<void> add_body_part(const Element& options, RenderOptions& render) {
    const Element* preference = options.child(base::kBodyPartPreference);
    if (preference == nullptr) {
        return {};
    }
    auto part = parse_body(*preference);
    if (!part) {
        return part.error();
    }
    constexpr int kHtml = 2;
    if (part->type != kHtml) {
        return Error{ErrorCode::kUnsupported, "BodyPartPreference of another Type than HTML"};
    }
    if (render.bodies.empty()) {
        render.bodies.push_back(*part);
    }
    return {};
}

// A small number in a child; `fallback` when there is no such child.
Result<int> number(const Element& options, wbxml::Tag tag, int fallback, unsigned most) {
    const auto text = options.text(tag);
    if (!text) {
        return fallback;
    }
    const auto value = parse_uint(*text);
    if (!value || *value > most) {
        return Error{ErrorCode::kMalformed, std::string(wbxml::name_of(tag))};
    }
    return static_cast<int>(*value);
}

}  // namespace

Result<SyncOptions> parse_options(const Element& options, Version version) {
    SyncOptions parsed;
    const auto filter = number(options, air_sync::kFilterType, 0, 8);
    const auto conflict = number(options, air_sync::kConflict, 1, 1);
    const auto mime = number(options, air_sync::kMIMESupport, 0, 2);
    const auto mime_cut = number(options, air_sync::kMIMETruncation, -1, 8);
    const auto cut = number(options, air_sync::kTruncation, -1, 9);
    for (const auto* each : {&filter, &conflict, &mime, &mime_cut, &cut}) {
        if (!*each) {
            return each->error();
        }
    }
    parsed.filter_type = *filter;
    parsed.server_wins = *conflict == 1;
    parsed.render.mime_support = *mime;
    if (*mime_cut >= 0) {
        parsed.render.mime_truncation = *mime_cut;
    }
    if (*cut >= 0) {
        parsed.render.truncation = *cut;
    }
    if (const auto added = add_bodies(options, parsed.render); !added) {
        return added.error();
    }
    if (version >= Version::k14_1) {
        if (const auto added = add_body_part(options, parsed.render); !added) {
            return added.error();
        }
    }
    return parsed;
}

Result<const Element*> mail_options(const Element& collection) {
    const Element* mail = nullptr;
    bool sms = false;
    for (const auto& child : collection.children()) {
        if (child.tag() != air_sync::kOptions) {
            continue;
        }
        const auto item_class = child.text(air_sync::kClass).value_or("Email");
        const bool is_sms = item_class == "SMS";
        if ((!is_sms && item_class != "Email") || (is_sms ? sms : mail != nullptr)) {
            return malformed("Options of Classes that do not go together");
        }
        sms = sms || is_sms;
        mail = is_sms ? mail : &child;
    }
    return mail;
}

std::string encode(const SyncOptions& options) {
    ByteWriter out;
    const auto optional = [&](const auto& value) {
        out.number(value ? static_cast<std::uint64_t>(*value) + 1 : kAbsent);
    };
    out.number(static_cast<std::uint64_t>(options.filter_type));
    out.number(options.server_wins ? 1 : 0);
    out.number(static_cast<std::uint64_t>(options.render.mime_support));
    optional(options.render.mime_truncation);
    optional(options.render.truncation);
    out.number(options.render.bodies.size());
    for (const auto& body : options.render.bodies) {
        out.number(static_cast<std::uint64_t>(body.type));
        optional(body.truncation_size);
        out.number(body.all_or_none ? 1 : 0);
        out.number(body.preview);
    }
    return out.take();
}

SyncOptions decode_options(std::string_view text) {
    SyncOptions options;
    if (text.empty()) {
        return options;
    }
    ByteReader in(text);
    options.filter_type = static_cast<int>(in.number());
    options.server_wins = in.number() != 0;
    options.render.mime_support = static_cast<int>(in.number());
    if (const auto value = in.number(); value != kAbsent) {
        options.render.mime_truncation = static_cast<int>(value - 1);
    }
    if (const auto value = in.number(); value != kAbsent) {
        options.render.truncation = static_cast<int>(value - 1);
    }
    for (auto left = in.count(); left > 0; --left) {
        BodyPreference body;
        body.type = static_cast<int>(in.number());
        if (const auto value = in.number(); value != kAbsent) {
            body.truncation_size = static_cast<std::uint32_t>(value - 1);
        }
        body.all_or_none = in.number() != 0;
        body.preview = static_cast<std::uint32_t>(in.number());
        options.render.bodies.push_back(body);
    }
    return in.finished() ? options : SyncOptions{};
}

}  // namespace syncgate::activesync

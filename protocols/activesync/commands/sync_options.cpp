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
    render.body_part = *part;
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

template <class T>
void put_optional(ByteWriter& out, const std::optional<T>& value) {
    out.number(value ? static_cast<std::uint64_t>(*value) + 1 : kAbsent);
}

template <class T>
std::optional<T> take_optional(ByteReader& in) {
    const auto value = in.number();
    return value == kAbsent ? std::nullopt : std::optional(static_cast<T>(value - 1));
}

void put(ByteWriter& out, const BodyPreference& body) {
    out.number(static_cast<std::uint64_t>(body.type));
    put_optional(out, body.truncation_size);
    out.number(body.all_or_none ? 1 : 0);
    out.number(body.preview);
}

BodyPreference take_body(ByteReader& in) {
    BodyPreference body;
    body.type = static_cast<int>(in.number());
    body.truncation_size = take_optional<std::uint32_t>(in);
    body.all_or_none = in.number() != 0;
    body.preview = static_cast<std::uint32_t>(in.number());
    return body;
}

void put(ByteWriter& out, const Supported& supported) {
    out.number(supported.said ? supported.tags.size() + 1 : kAbsent);
    for (const auto tag : supported.tags) {
        out.number(tag.page);
        out.number(tag.token);
    }
}

Supported take_supported(ByteReader& in) {
    Supported supported;
    const auto count = in.number();
    supported.said = count != kAbsent;
    for (auto left = count; left > 1 && !in.failed(); --left) {
        const auto page = static_cast<std::uint8_t>(in.number());
        supported.tags.push_back({page, static_cast<std::uint8_t>(in.number())});
    }
    return supported;
}

std::string fields_of(const SyncOptions& options) {
    ByteWriter out;
    out.number(static_cast<std::uint64_t>(options.filter_type));
    out.number(options.server_wins ? 1 : 0);
    out.number(static_cast<std::uint64_t>(options.render.mime_support));
    put_optional(out, options.render.mime_truncation);
    put_optional(out, options.render.truncation);
    out.number(options.render.bodies.size());
    for (const auto& body : options.render.bodies) {
        put(out, body);
    }
    out.number(options.render.body_part ? 1 : 0);
    if (options.render.body_part) {
        put(out, *options.render.body_part);
    }
    put(out, options.supported);
    if (options.conversations) {  // else as it was written before there were any
        out.number(1);
    }
    return out.take();
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

Result<ClassOptions> class_options(const Element& collection) {
    ClassOptions found;
    for (const auto& child : collection.children()) {
        if (child.tag() != air_sync::kOptions) {
            continue;
        }
        const auto name = child.text(air_sync::kClass);
        const auto item_class = name ? class_named(*name) : std::nullopt;
        const bool text_messages = name == "SMS";
        if (name && !item_class && !text_messages) {
            return malformed("Options of a Class that is none");
        }
        if (text_messages ? found.text_messages : found.own != nullptr) {
            return malformed("Options of Classes that do not go together");
        }
        if (text_messages) {
            found.text_messages = true;
        } else {
            found.own = &child;
            found.item_class = item_class;
        }
    }
    return found;
}

Result<std::optional<Supported>> parse_supported(const Element& collection) {
    const auto place = [&](wbxml::Tag tag) {
        return std::find_if(collection.children().begin(), collection.children().end(),
                            [&](const Element& child) { return child.tag() == tag; });
    };
    const auto element = place(air_sync::kSupported);
    if (element == collection.children().end()) {
        return std::optional<Supported>();
    }
    const auto id = place(air_sync::kCollectionId);  // none where a Class stands for it (2.5)
    if (id != collection.children().end() && element < id) {
        return malformed("Supported before the CollectionId");
    }
    Supported supported{.said = true};
    for (const auto& child : element->children()) {
        supported.tags.push_back(child.tag());
    }
    std::sort(supported.tags.begin(), supported.tags.end());
    supported.tags.erase(std::unique(supported.tags.begin(), supported.tags.end()),
                         supported.tags.end());
    return std::optional(std::move(supported));
}

std::string encode(const SyncOptions& options) {
    static const std::string defaults = fields_of(SyncOptions{});
    std::string fields = fields_of(options);
    return fields == defaults ? std::string() : fields;
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
    options.render.mime_truncation = take_optional<int>(in);
    options.render.truncation = take_optional<int>(in);
    for (auto left = in.count(); left > 0; --left) {
        options.render.bodies.push_back(take_body(in));
    }
    if (in.finished()) {
        return options;  // written while there was no more
    }
    if (in.number() != 0) {
        options.render.body_part = take_body(in);
    }
    options.supported = take_supported(in);
    const bool more = !in.finished();
    options.conversations = more && in.number() == 1;
    return in.finished() && options.conversations == more ? options : SyncOptions{};
}

}  // namespace syncgate::activesync

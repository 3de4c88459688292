#include "protocols/activesync/commands/out_of_office.h"

#include <algorithm>

#include "base/bytes.h"
#include "base/limits.h"
#include "base/text.h"
#include "formats/html/html.h"
#include "formats/wbxml/tags.h"

namespace syncgate::activesync {
namespace {

using wbxml::Element;
namespace settings = wbxml::settings;

// Source: MS-ASCMD 2.2.3.177.15 Status (Settings).
enum OofStatus : int {
    kOk = 1,
    kProtocolError = 2,
    kServerUnavailable = 4,
    kBadArguments = 5,
    kConflictingArguments = 6,
};

constexpr DeviceNumber kNoDevice = 0;  // the account's own
constexpr std::string_view kMemory = "oof";
constexpr std::size_t kMaxText = 32U << 10U;

// Whom a message is for, in the order in which they are kept.
constexpr wbxml::Tag kAudiences[] = {settings::kAppliesToInternal,
                                     settings::kAppliesToExternalKnown,
                                     settings::kAppliesToExternalUnknown};
constexpr std::size_t kKnown = 1, kUnknown = 2;

struct OofMessage {
    bool there = false;
    bool enabled = false;
    bool html = false;
    std::string text;
    bool operator==(const OofMessage&) const = default;
};

struct Oof {
    std::string state, start, end;
    OofMessage messages[std::size(kAudiences)];
};

std::string encode(const Oof& oof) {
    ByteWriter out;
    out.text(oof.state);
    out.text(oof.start);
    out.text(oof.end);
    for (const auto& message : oof.messages) {
        out.number((message.there ? 1U : 0U) | (message.enabled ? 2U : 0U) |
                   (message.html ? 4U : 0U));
        out.text(message.text);
    }
    return out.take();
}

Oof decode(std::string_view bytes) {
    Oof oof;
    ByteReader in(bytes);
    oof.state = in.text();
    oof.start = in.text();
    oof.end = in.text();
    for (auto& message : oof.messages) {
        const auto bits = in.number();
        message.there = (bits & 1U) != 0;
        message.enabled = (bits & 2U) != 0;
        message.html = (bits & 4U) != 0;
        message.text = in.text();
    }
    return in.finished() ? oof : Oof{};
}

std::optional<bool> is_html(std::string_view body_type) {
    const bool html = iequals(body_type, "HTML");
    return html || iequals(body_type, "TEXT") ? std::optional(html) : std::nullopt;
}

int parse_message(const Element& element, Oof& oof) {
    OofMessage message;
    message.there = true;
    message.enabled = element.text(settings::kEnabled) == "1";
    message.text = element.text(settings::kReplyMessage).value_or("");
    const auto type = element.text(settings::kBodyType);
    if (!message.text.empty() && !type) {
        return kProtocolError;
    }
    const auto html = is_html(type.value_or("TEXT"));
    if (!html || message.text.size() > kMaxText) {
        return kBadArguments;
    }
    message.html = *html;
    bool any = false;
    for (std::size_t i = 0; i < std::size(kAudiences); ++i) {
        if (element.has(kAudiences[i])) {
            any = true;
            oof.messages[i] = message;
        }
    }
    return any ? kOk : kProtocolError;
}

// A state of 2 holds between two times; the others may have them.
int parse_times(const Element& set, Oof& oof) {
    oof.state = set.text(settings::kOofState).value_or("");
    oof.start = set.text(settings::kStartTime).value_or("");
    oof.end = set.text(settings::kEndTime).value_or("");
    if (oof.state != "" && oof.state != "0" && oof.state != "1" && oof.state != "2") {
        return kProtocolError;
    }
    if (oof.start.empty() != oof.end.empty() || (oof.state == "2" && oof.start.empty())) {
        return kProtocolError;
    }
    const auto start = parse_iso8601(oof.start);
    const auto end = parse_iso8601(oof.end);
    if (!oof.start.empty() && (!start || !end)) {
        return kBadArguments;
    }
    return start && *end <= *start ? kConflictingArguments : kOk;
}

int parse(const Element& set, Oof& oof) {
    if (const int status = parse_times(set, oof); status != kOk) {
        return status;
    }
    for (const auto& child : set.children()) {
        if (child.tag() == settings::kOofMessage) {
            if (const int status = parse_message(child, oof); status != kOk) {
                return status;
            }
        }
    }
    const auto& known = oof.messages[kKnown];
    const auto& unknown = oof.messages[kUnknown];
    const bool differ = known.there && unknown.there && known.text != unknown.text;
    return differ ? kConflictingArguments : kOk;
}

Element only_status(int status) {
    Element element(settings::kOof);
    element.add(settings::kStatus, status);
    return element;
}

Element set_oof(Context& context, const Element& set) {
    Oof oof;
    if (const int status = parse(set, oof); status != kOk) {
        return only_status(status);
    }
    const auto kept = context.account->note([&](store::Note& note) -> Result<bool> {
        note.remember(kNoDevice, kMemory, "", encode(oof), kMaxKey);
        return true;
    });
    return only_status(kept ? kOk : kServerUnavailable);
}

std::string text_as(const OofMessage& message, bool html) {
    if (message.html == html) {
        return message.text;
    }
    return html ? html::from_text(message.text) : html::to_text(message.text, kMaxText);
}

Element show(const Oof& oof, bool html) {
    Element answer = only_status(kOk);
    Element& get = answer.add(settings::kGet);
    get.add(settings::kOofState, 0);
    if (!oof.start.empty()) {
        get.add(settings::kStartTime, oof.start);
        get.add(settings::kEndTime, oof.end);
    }
    for (std::size_t i = 0; i < std::size(kAudiences); ++i) {
        const auto& message = oof.messages[i];
        if (message.there) {
            Element& element = get.add(settings::kOofMessage);
            element.add(kAudiences[i]);
            element.add(settings::kEnabled, message.enabled ? 1 : 0);
            element.add(settings::kReplyMessage, text_as(message, html));
            element.add(settings::kBodyType, std::string(html ? "HTML" : "TEXT"));
        }
    }
    return answer;
}

Element get_oof(Context& context, const Element& get) {
    const auto html = is_html(get.text(settings::kBodyType).value_or("TEXT"));
    if (!html) {
        return only_status(kBadArguments);
    }
    const auto oof = context.account->read([&](const store::Snapshot& snapshot) -> Result<Oof> {
        return decode(snapshot.remembered(kNoDevice, kMemory, "").value_or(""));
    });
    return oof ? show(*oof, *html) : only_status(kServerUnavailable);
}

}  // namespace

Element out_of_office(Context& context, const Element& asked) {
    if (const auto* set = asked.child(settings::kSet)) {
        return set_oof(context, *set);
    }
    return get_oof(context, *asked.child(settings::kGet));
}

}  // namespace syncgate::activesync

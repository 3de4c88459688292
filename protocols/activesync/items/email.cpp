#include "protocols/activesync/items/email.h"

#include "base/text.h"
#include "formats/wbxml/tags.h"
#include "protocols/activesync/items/attachments.h"
#include "protocols/activesync/items/body.h"
#include "protocols/activesync/items/categories.h"
#include "protocols/activesync/items/conversation.h"
#include "protocols/activesync/items/follow_up.h"
#include "protocols/activesync/items/last_verb.h"
#include "protocols/activesync/items/mail_state.h"
#include "protocols/activesync/items/message.h"
#include "protocols/activesync/items/render_or_explain.h"

namespace syncgate::activesync {
namespace {

using wbxml::Element;
namespace air_sync = wbxml::air_sync;
namespace email = wbxml::email;
namespace email2 = wbxml::email2;
namespace base = wbxml::air_sync_base;

constexpr std::size_t kMaxAddresses = 32'768;  // characters of To, Cc, From
constexpr std::string_view kUtf8CodePage = "65001";

std::string date_time(UnixSeconds time) {
    return iso8601_millis(time * 1000);
}

std::string addresses(const std::vector<mime::Address>& list) {
    const std::string text = mime::format(list);
    return std::string(cut_utf8(text, kMaxAddresses));
}

// Names as a list shows them: "Jane Doe; John".
std::string display_names(const std::vector<mime::Address>& list) {
    std::string out;
    for (const auto& each : list) {
        out += (out.empty() ? "" : "; ") + (each.name.empty() ? each.address : each.name);
    }
    return std::string(cut_utf8(out, kMaxAddresses));
}

// A report on a message sent. Source: MS-ASEMAIL 2.2.2.49 MessageClass, RFC 3464 2.3.3 Action.
std::string report_class(const Message& message) {
    for (const auto& part : message.structure.parts) {
        if (part.media_type == "message/disposition-notification") {
            return "REPORT.IPM.Note.IPNRN";
        }
        if (part.media_type == "message/delivery-status") {
            const std::string status = lower_ascii(
                message.snapshot.bytes(message.object.id, part.content_begin, part.content_end));
            return status.find("action: failed") == std::string::npos ? "REPORT.IPM.Note.DR"
                                                                      : "REPORT.IPM.Note.NDR";
        }
    }
    return "IPM.Note";
}

std::string message_class(const Message& message) {
    if (message.structure.top_type == "multipart/report") {
        return report_class(message);
    }
    if (message.is_signed()) {
        return "IPM.Note.SMIME.MultipartSigned";
    }
    return message.is_encrypted() ? "IPM.Note.SMIME" : "IPM.Note";
}

// The subject without what replies and forwards put before it: up to three letters, a colon and a
// blank. Source: MS-OXCMSG 3.2.1.4 (normalized subject).
std::string_view topic_of(std::string_view subject) {
    constexpr std::size_t kLetters = 3;
    for (;;) {
        const auto colon = subject.substr(0, kLetters + 1).find(':');
        const bool prefix =
            colon != std::string_view::npos && colon > 0 &&
            subject.substr(0, colon).find_first_of(" 0123456789") == std::string_view::npos &&
            (colon + 1 == subject.size() || subject[colon + 1] == ' ');
        if (!prefix) {
            return subject;
        }
        subject = trim(subject.substr(colon + 1));
    }
}

std::string last_verb_text(const Message& message) {
    const auto last = last_verb(message.item);
    return last ? std::to_string(static_cast<int>(last->verb)) : std::string();
}

std::string last_verb_time(const Message& message) {
    const auto last = last_verb(message.item);
    return last && last->time != 0 ? date_time(last->time) : std::string();
}

std::string sender(const Message& message) {
    const auto& envelope = message.envelope;
    return envelope.sender == envelope.from ? std::string() : addresses(envelope.sender);
}

// One element of text: what it is called, since when it exists, what fills it. An empty text
// leaves the element out.
struct Row {
    wbxml::Tag tag;
    Version since;
    std::string (*text)(const Message&);
};

constexpr Row kRows[] = {
    {email::kTo, Version::k2_5, [](const Message& m) { return addresses(m.envelope.to); }},
    {email::kCc, Version::k2_5, [](const Message& m) { return addresses(m.envelope.cc); }},
    {email::kFrom, Version::k2_5, [](const Message& m) { return addresses(m.envelope.from); }},
    {email::kReplyTo, Version::k2_5,
     [](const Message& m) { return addresses(m.envelope.reply_to); }},
    {email::kSubject, Version::k2_5, [](const Message& m) { return m.envelope.subject; }},
    {email::kDateReceived, Version::k2_5,
     [](const Message& m) { return date_time(m.item.sort_key); }},
    {email::kDisplayTo, Version::k2_5,
     [](const Message& m) { return display_names(m.envelope.to); }},
    {email::kThreadTopic, Version::k2_5,
     [](const Message& m) {
         return m.envelope.thread_topic.empty() ? std::string(topic_of(m.envelope.subject))
                                                : m.envelope.thread_topic;
     }},
    {email::kImportance, Version::k2_5,
     [](const Message& m) { return std::to_string(m.envelope.importance); }},
    {email::kRead, Version::k2_5,
     [](const Message& m) { return std::string((m.item.flags & kSeen) != 0 ? "1" : "0"); }},
    {email::kMessageClass, Version::k2_5, message_class},
    {email::kInternetCPID, Version::k2_5,
     [](const Message&) { return std::string(kUtf8CodePage); }},
    {email::kContentClass, Version::k12_0,
     [](const Message& m) {
         return m.envelope.content_class.empty() ? "urn:content-classes:message"
                                                 : m.envelope.content_class;
     }},
    {base::kNativeBodyType, Version::k12_0,
     [](const Message& m) { return std::to_string(native_body_type(m)); }},
    {email2::kLastVerbExecuted, Version::k14_0, last_verb_text},
    {email2::kLastVerbExecutionTime, Version::k14_0, last_verb_time},
    {email2::kSender, Version::k14_0, sender},
    {email2::kIsDraft, Version::k16_0,
     [](const Message& m) { return std::string((m.item.flags & kDraft) != 0 ? "1" : "0"); }},
    {email2::kBcc, Version::k16_0,
     [](const Message& m) {
         return (m.item.flags & kDraft) != 0 ? addresses(m.envelope.bcc) : std::string();
     }},
};

void add_conversation(Element& data, const Message& message) {
    std::string id = conversation_id(message.envelope);
    if (id.empty()) {
        return;
    }
    data.add(Element::opaque(email2::kConversationId, std::move(id)));
    data.add(Element::opaque(email2::kConversationIndex,
                             conversation_index(message.envelope, message.item.sort_key)));
}

// A client that prefers parts alone has no use for the body beside them.
void add_bodies(Element& data, const Message& message) {
    const bool part = message.options.body_part && message.options.version >= Version::k14_1;
    if (!part || !message.options.bodies.empty()) {
        data.add(render_body(message));
    }
    if (part) {
        data.add(render_body_part(message));
    }
}

Element render_whole(const Message& message) {
    Element data(air_sync::kApplicationData);
    for (const auto& row : kRows) {
        if (message.options.version < row.since) {
            continue;
        }
        if (std::string text = row.text(message); !text.empty()) {
            data.add(row.tag, std::move(text));
        }
    }
    const bool has_base = message.options.version >= Version::k12_0;  // AirSyncBase, and Flag
    if (has_base) {
        data.add(render_flag(message.item));
    }
    if (auto attachments = render_attachments(message)) {
        data.add(*std::move(attachments));
    }
    if (has_base) {
        add_bodies(data, message);
    } else {
        add_legacy_body(data, message);
    }
    if (message.options.version >= Version::k14_0) {
        add_conversation(data, message);
        data.add(render_categories(message.snapshot, message.item));
    }
    return data;
}

// What is shown instead of a message that can't be: the folder goes on, the user sees why.
Element placeholder(const Item& item, std::string note, Version version) {
    Element data(air_sync::kApplicationData);
    data.add(email::kSubject, std::string("(This message cannot be shown)"));
    data.add(email::kDateReceived, date_time(item.sort_key));
    data.add(email::kRead, (item.flags & kSeen) != 0 ? 1 : 0);
    data.add(email::kMessageClass, std::string("IPM.Note"));
    const auto size = static_cast<std::int64_t>(note.size());
    if (version < Version::k12_0) {
        data.add(email::kBodyTruncated, 0);
        data.add(email::kBodySize, size);
        data.add(email::kBody, std::move(note));
        return data;
    }
    Element& body = data.add(base::kBody);
    body.add(base::kType, 1);
    body.add(base::kEstimatedDataSize, size);
    body.add(base::kTruncated, 0);
    body.add(base::kData, std::move(note));
    return data;
}

Element unrenderable(const Item& item, std::string_view reason, Version version) {
    return placeholder(
        item, "The server keeps this message but could not render it: " + std::string(reason),
        version);
}

}  // namespace

Element EmailKind::render(const store::Snapshot& snapshot, const Item& item,
                          const RenderOptions& options) const {
    return render_or_explain(
        [&]() -> Result<Element> {
            const auto message = load_message(snapshot, item, options);
            return message ? Result<Element>(render_whole(*message)) : message.error();
        },
        [&](std::string_view reason) { return unrenderable(item, reason, options.version); });
}

Element EmailKind::stand_in(const Item& item, Version version) const {
    return placeholder(item,
                       "This device could not take the message, which was set aside for it. It is "
                       "on the server as it was; the administrator can have it sent again.",
                       version);
}

// Only Read, Flag and Categories may travel alone. A verb may be what has changed, and then the
// whole item goes.
Element EmailKind::render_state(const store::Snapshot& snapshot, const Item& item,
                                const RenderOptions& options) const {
    if (options.version >= Version::k14_0 && last_verb(item)) {
        return render(snapshot, item, options);
    }
    Element data(air_sync::kApplicationData);
    render_mail_state(snapshot, item, options.version, data);
    return data;
}

void add_name_list(Element& parent, wbxml::Tag tag, const std::vector<mime::Address>& list) {
    if (std::string names = display_names(list); !names.empty()) {
        parent.add(tag, std::move(names));
    }
}

}  // namespace syncgate::activesync

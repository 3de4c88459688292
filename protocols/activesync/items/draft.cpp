#include "protocols/activesync/items/draft.h"

#include <algorithm>

#include "base/hex.h"
#include "base/limits.h"
#include "base/text.h"
#include "formats/digest/sha256.h"
#include "formats/mime/address.h"
#include "formats/mime/build.h"
#include "formats/mime/headers.h"
#include "formats/mime/rewrite.h"
#include "formats/mime/structure.h"
#include "formats/wbxml/tags.h"
#include "protocols/activesync/items/attachments.h"
#include "protocols/activesync/items/conversation.h"
#include "protocols/activesync/items/draft_attachments.h"

namespace syncgate::activesync {
namespace {

using wbxml::Element;
namespace base = wbxml::air_sync_base;
namespace email = wbxml::email;
namespace email2 = wbxml::email2;

// Of To and the like: 32,768 characters. Source: MS-ASEMAIL 2.2.2.79.
constexpr std::size_t kMaxBytes = std::size_t{4} * 32'768;

// A value as the device writes it -> one of the header; nullopt for what is none.
using Encode = std::optional<std::string> (*)(std::string_view);

std::optional<std::string> encode_addresses(std::string_view text) {
    std::vector<mime::Address> list;
    mime::append_addresses(to_plain_line(text), "utf-8", list);
    return mime::build::encoded_addresses(list);
}

std::optional<std::string> encode_text(std::string_view text) {
    return mime::build::encoded_value(to_plain_line(text));
}

std::optional<std::string> encode_importance(std::string_view text) {
    constexpr std::string_view kWords[] = {"low", "", "high"};  // normal goes without saying
    const auto value = parse_uint(text);
    return value && *value < std::size(kWords) ? std::optional(std::string(kWords[*value]))
                                               : std::nullopt;
}

struct Row {
    wbxml::Tag tag;
    std::string_view header;
    Encode encode;
    bool kept = false;  // when a change leaves it out
};

constexpr Row kRows[] = {
    {email::kFrom, "From", encode_addresses, true},
    {email::kTo, "To", encode_addresses},
    {email::kCc, "Cc", encode_addresses},
    {email2::kBcc, "Bcc", encode_addresses},
    {email::kReplyTo, "Reply-To", encode_addresses},
    {email::kSubject, "Subject", encode_text},
    {email::kImportance, "Importance", encode_importance},
};

// Other ways to write an importance, which would count beside a new one.
constexpr std::string_view kImportances[] = {"X-Priority", "Priority", "X-MSMail-Priority"};

std::string field(std::string_view name, const std::string& value) {
    return value.empty() ? std::string() : std::string(name) + ": " + value + "\r\n";
}

bool names_any(const Element& data) {
    return std::any_of(std::begin(kRows), std::end(kRows),
                       [&](const Row& row) { return data.has(row.tag); });
}

// `is_whole`: what the data leaves out is removed.
Result<void> merge_headers(const Element& data, bool is_whole, mime::Rewrite& rewrite) {
    for (const auto& row : kRows) {
        const auto text = data.text(row.tag);
        if (!text && (row.kept || !is_whole)) {
            continue;
        }
        const auto value = text && !text->empty() ? row.encode(*text) : std::string();
        if (!value || text.value_or("").size() > kMaxBytes) {
            return Error{ErrorCode::kMalformed, "a value of " + std::string(row.header)};
        }
        rewrite.headers.push_back({row.header, field(row.header, *value)});
        if (row.tag == email::kImportance) {
            for (const auto other : kImportances) {
                rewrite.headers.push_back({other, ""});
            }
        }
    }
    return {};
}

// Nothing when the Body says nothing of the text.
Result<std::optional<mime::NewText>> new_text(const Element* body) {
    const auto text = body == nullptr ? std::nullopt : body->text(base::kData);
    if (!text) {
        return std::optional<mime::NewText>();
    }
    const auto type = body->text(base::kType).value_or("1");
    if (type != "1" && type != "2") {
        return Error{ErrorCode::kUnsupported, "a body of Type " + std::string(type)};
    }
    return std::optional(mime::NewText{to_valid_utf8(*text), type == "2"});
}

bool is_mime(const Element* body) {
    return body != nullptr && body->text(base::kType) == "4" && body->has(base::kData);
}

std::string new_message_id(const std::string& address) {
    constexpr std::size_t kBytes = 16;
    const auto at = address.rfind('@');
    return "<" + hex_encode(digest::random_bytes(kBytes)) +
           (at == std::string::npos ? "@localhost" : address.substr(at)) + ">";
}

// What a mail has, and a device does not write. The draft is in a conversation from the start.
void complete(std::string_view before, const DraftWriter& writer, mime::Rewrite& rewrite) {
    const auto lacks = [&](std::string_view name) {
        return !mime::header(before, name) &&
               std::none_of(rewrite.headers.begin(), rewrite.headers.end(),
                            [&](const auto& each) { return each.name == name; });
    };
    if (lacks("From")) {
        rewrite.headers.push_back({"From", "From: <" + writer.address + ">\r\n"});
    }
    if (lacks("Message-ID")) {
        rewrite.headers.push_back(
            {"Message-ID", field("Message-ID", new_message_id(writer.address))});
    }
    rewrite.headers.push_back({"Date", field("Date", mime::format_date(writer.now))});
}

void name_files(const mime::Structure& structure, mime::Rewrite& rewrite) {
    for (std::size_t i = 0; i < structure.parts.size(); ++i) {
        if (structure.is_attachment(static_cast<int>(i)) && structure.parts[i].content_id.empty()) {
            rewrite.named[i] = place_id(structure, i);
        }
    }
}

// `before` with all that the data says beside a Body of MIME.
Result<std::string> edited(std::string_view before, const mime::Structure& structure,
                           const Element& data, bool is_whole, const DraftWriter& writer) {
    mime::Rewrite rewrite;
    if (const auto merged = merge_headers(data, is_whole, rewrite); !merged) {
        return merged.error();
    }
    const auto* body = data.child(base::kBody);
    auto text = is_mime(body) ? Result<std::optional<mime::NewText>>(std::nullopt) : new_text(body);
    if (!text) {
        return text.error();
    }
    rewrite.text = *std::move(text);
    if (const auto* attachments = data.child(base::kAttachments)) {
        if (const auto merged = merge_attachments(*attachments, structure, rewrite); !merged) {
            return merged.error();
        }
    }
    name_files(structure, rewrite);
    complete(before, writer, rewrite);
    return mime::rewritten(before, structure, rewrite);
}

// Of each file that was added.
Element told_attachments(const Message& message, const Element* asked) {
    Element attachments(base::kAttachments);
    if (asked == nullptr) {
        return attachments;
    }
    const auto& parts = message.structure.parts;
    for (const auto& add : asked->children()) {
        const std::string id = add.tag() == base::kAdd ? content_id_of(add) : std::string();
        const auto part = std::find_if(parts.begin(), parts.end(), [&](const mime::Part& each) {
            return !id.empty() && each.content_id == id;
        });
        if (part != parts.end()) {
            const auto index = static_cast<std::size_t>(part - parts.begin());
            auto& told = attachments.add(base::kAttachment);
            told.add(base::kClientId, std::string(add.text(base::kClientId).value_or("")));
            told.add(base::kFileReference,
                     to_text(reference_of(message.item, message.structure, index)));
        }
    }
    return attachments;
}

}  // namespace

bool edits_message(const Element& data) {
    return names_any(data) || data.has(base::kBody) || data.has(base::kAttachments);
}

Result<std::string> merge_draft(std::string_view before, const mime::Structure& structure,
                                const Element& data, const DraftWriter& writer) {
    const auto* body = data.child(base::kBody);
    Result<std::string> merged = std::string();
    if (is_mime(body)) {
        const std::string message = mime::to_crlf(*body->text(base::kData));
        if (mime::body_offset(message) == 0 || message.find(':') == std::string::npos) {
            return Error{ErrorCode::kMalformed, "no message"};
        }
        merged = edited(message, mime::read_structure(message), data, false, writer);
    } else {
        merged = edited(before, structure, data, names_any(data), writer);
    }
    if (merged && merged->size() > limits::kMessageBytes) {
        return Error{ErrorCode::kTooLarge, "message over the limit"};
    }
    return merged;
}

std::optional<Element> told_of_draft(const Message& message, const Element& data, bool is_new) {
    Element told(wbxml::air_sync::kApplicationData);
    if (is_new) {
        told.add(Element::opaque(email2::kConversationId, conversation_id(message.envelope)));
        told.add(Element::opaque(email2::kConversationIndex,
                                 conversation_index(message.envelope, message.item.sort_key)));
    }
    Element attachments = told_attachments(message, data.child(base::kAttachments));
    if (!attachments.empty()) {
        told.add(std::move(attachments));
    }
    return told.empty() ? std::nullopt : std::optional(std::move(told));
}

}  // namespace syncgate::activesync

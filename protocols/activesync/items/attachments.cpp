#include "protocols/activesync/items/attachments.h"

#include "base/text.h"
#include "formats/wbxml/tags.h"

namespace syncgate::activesync {
namespace {

namespace base = wbxml::air_sync_base;
namespace email = wbxml::email;

// Source: MS-ASAIRS 2.2.2.29.2 Method.
constexpr int kNormalAttachment = 1;
constexpr int kEmbeddedMessage = 5;

bool is_message(const mime::Part& part) {
    return part.media_type == "message/rfc822";
}

// Clients open an attached message by its suffix.
std::string display_name(const mime::Part& part) {
    const std::string name = !part.name.empty() ? part.name
                             : is_message(part) ? "message"
                                                : "attachment";
    const bool named = name.size() > 4 && iequals(name.substr(name.size() - 4), ".eml");
    return is_message(part) && !named ? name + ".eml" : name;
}

std::string reference_of(const Message& message, std::size_t index) {
    return to_text(FileReference{message.item.collection, message.item.uid, index});
}

int method_of(const mime::Part& part) {
    return is_message(part) ? kEmbeddedMessage : kNormalAttachment;
}

// Of 2.5: what AttName says is what GetAttachment asks for.
wbxml::Element render_legacy(const Message& message, std::size_t index) {
    const auto& part = message.structure.parts[index];
    wbxml::Element element(email::kAttachment);
    element.add(email::kAttMethod, method_of(part));
    element.add(email::kAttSize, static_cast<std::int64_t>(part.decoded_size));
    element.add(email::kDisplayName, display_name(part));
    element.add(email::kAttName, reference_of(message, index));
    if (!part.content_id.empty()) {
        element.add(email::kAttOid, part.content_id);
    }
    return element;
}

wbxml::Element render(const Message& message, std::size_t index) {
    const auto& part = message.structure.parts[index];
    wbxml::Element element(base::kAttachment);
    element.add(base::kDisplayName, display_name(part));
    element.add(base::kFileReference, reference_of(message, index));
    element.add(base::kMethod, method_of(part));
    element.add(base::kEstimatedDataSize, static_cast<std::int64_t>(part.decoded_size));
    if (!part.content_id.empty()) {
        element.add(base::kContentId, part.content_id);
    }
    if (!part.content_location.empty()) {
        element.add(base::kContentLocation, part.content_location);
    }
    if (!part.attachment && (part.inline_part || !part.content_id.empty())) {
        element.add(base::kIsInline, 1);
    }
    return element;
}

}  // namespace

std::optional<wbxml::Element> render_attachments(const Message& message) {
    const bool legacy = message.options.version < Version::k12_0;
    wbxml::Element list(legacy ? email::kAttachments : base::kAttachments);
    for (std::size_t i = 0; i < message.structure.parts.size(); ++i) {
        if (message.structure.is_attachment(static_cast<int>(i))) {
            list.add(legacy ? render_legacy(message, i) : render(message, i));
        }
    }
    return list.empty() ? std::nullopt : std::optional(std::move(list));
}

bool has_attachments(const Message& message) {
    for (std::size_t i = 0; i < message.structure.parts.size(); ++i) {
        if (message.structure.is_attachment(static_cast<int>(i))) {
            return true;
        }
    }
    return false;
}

std::string to_text(const FileReference& reference) {
    return std::to_string(reference.collection) + ":" + std::to_string(reference.uid) + ":" +
           std::to_string(reference.part);
}

std::optional<FileReference> parse_file_reference(std::string_view text) {
    const auto fields = split(text, ':');
    if (fields.size() != 3) {
        return std::nullopt;
    }
    const auto collection = parse_uint(fields[0]);
    const auto uid = parse_uint(fields[1]);
    const auto part = parse_uint(fields[2]);
    constexpr auto kMost = static_cast<std::uint64_t>(kMaxKey);
    if (!collection || !uid || !part || *collection > kMost || *uid > kMost) {
        return std::nullopt;
    }
    return FileReference{static_cast<CollectionId>(*collection), static_cast<Uid>(*uid),
                         static_cast<std::size_t>(*part)};
}

Result<Attachment> read_attachment(const store::Snapshot& snapshot,
                                   const FileReference& reference) {
    const auto item = snapshot.item(reference.collection, reference.uid);
    const auto object = item ? snapshot.object(item->object) : std::nullopt;
    if (!object) {
        return Error{ErrorCode::kNotFound, "no such item"};
    }
    const auto structure = mime::decode_structure(object->structure);
    if (!structure) {
        return structure.error();
    }
    if (reference.part >= structure->parts.size()) {
        return Error{ErrorCode::kNotFound, "no such attachment"};
    }
    const auto& part = structure->parts[reference.part];
    return Attachment{part.media_type,
                      mime::decode_content(
                          part, snapshot.bytes(object->id, part.content_begin, part.content_end))};
}

}  // namespace syncgate::activesync

#include "protocols/activesync/items/attachments.h"

#include "base/hex.h"
#include "base/text.h"
#include "formats/digest/sha256.h"
#include "formats/wbxml/tags.h"

namespace syncgate::activesync {
namespace {

namespace base = wbxml::air_sync_base;
namespace email = wbxml::email;

// Source: MS-ASAIRS 2.2.2.29.2 Method.
constexpr int kNormalAttachment = 1;
constexpr int kEmbeddedMessage = 5;

constexpr std::string_view kById = "c";
constexpr std::string_view kPlaceDomain = "@draft";

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

// As much of a digest as tells the parts of one message apart.
std::string digest_of(std::string_view content_id) {
    constexpr std::size_t kBytes = 8;
    return hex_encode(digest::sha256(content_id).substr(0, kBytes));
}

std::string reference_text(const Message& message, std::size_t index) {
    return to_text(reference_of(message.item, message.structure, index));
}

std::optional<std::size_t> part_with(const mime::Structure& structure,
                                     const std::string& content_id) {
    for (std::size_t i = 0; i < structure.parts.size(); ++i) {
        const auto& id = structure.parts[i].content_id;
        if (!id.empty() && digest_of(id) == content_id) {
            return i;
        }
    }
    return std::nullopt;
}

std::string place_prefix(std::size_t part) {
    return "part" + std::to_string(part) + ".";
}

// By its place, then or now: where that has become another's, it is gone.
std::optional<std::size_t> part_from(const mime::Structure& structure, std::size_t place) {
    const auto& parts = structure.parts;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        if (parts[i].content_id.starts_with(place_prefix(place)) &&
            parts[i].content_id.ends_with(kPlaceDomain)) {
            return i;
        }
    }
    return place < parts.size() && parts[place].content_id.empty() ? std::optional(place)
                                                                   : std::nullopt;
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
    element.add(email::kAttName, reference_text(message, index));
    if (!part.content_id.empty()) {
        element.add(email::kAttOid, part.content_id);
    }
    return element;
}

// Clients list no file that is inline: it must be one that the HTML can show. Mail programs of
// Apple call their files inline that are none.
bool is_picture_of_text(const Message& message, const mime::Part& part) {
    const bool is_named = !part.content_id.empty() || !part.content_location.empty();
    return !part.attachment && is_named && message.structure.has_html();
}

wbxml::Element render(const Message& message, std::size_t index) {
    const auto& part = message.structure.parts[index];
    wbxml::Element element(base::kAttachment);
    element.add(base::kDisplayName, display_name(part));
    element.add(base::kFileReference, reference_text(message, index));
    element.add(base::kMethod, method_of(part));
    element.add(base::kEstimatedDataSize, static_cast<std::int64_t>(part.decoded_size));
    if (!part.content_id.empty()) {
        element.add(base::kContentId, part.content_id);
    }
    if (!part.content_location.empty()) {
        element.add(base::kContentLocation, part.content_location);
    }
    if (is_picture_of_text(message, part)) {
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

FileReference reference_of(const Item& item, const mime::Structure& structure, std::size_t part) {
    const auto& content_id = structure.parts[part].content_id;
    const bool by_id = (item.flags & kDraft) != 0 && !content_id.empty();
    return {item.collection, item.uid, part, by_id ? digest_of(content_id) : std::string()};
}

std::string to_text(const FileReference& reference) {
    return std::to_string(reference.collection) + ":" + std::to_string(reference.uid) + ":" +
           (reference.content_id.empty() ? std::to_string(reference.part)
                                         : std::string(kById) + reference.content_id);
}

std::optional<FileReference> parse_file_reference(std::string_view text) {
    const auto fields = split(text, ':');
    if (fields.size() != 3) {
        return std::nullopt;
    }
    const auto collection = parse_uint(fields[0]);
    const auto uid = parse_uint(fields[1]);
    const bool by_id = fields[2].starts_with(kById) && fields[2].size() > kById.size();
    const auto part = by_id ? 0 : parse_uint(fields[2]);
    constexpr auto kMost = static_cast<std::uint64_t>(kMaxKey);
    if (!collection || !uid || !part || *collection > kMost || *uid > kMost) {
        return std::nullopt;
    }
    return FileReference{static_cast<CollectionId>(*collection), static_cast<Uid>(*uid),
                         static_cast<std::size_t>(*part),
                         std::string(by_id ? fields[2].substr(kById.size()) : "")};
}

std::optional<std::size_t> part_of_draft(const mime::Structure& structure,
                                         const FileReference& reference) {
    const auto part = reference.content_id.empty() ? part_from(structure, reference.part)
                                                   : part_with(structure, reference.content_id);
    return part && structure.is_attachment(static_cast<int>(*part)) ? part : std::nullopt;
}

std::string place_id(const mime::Structure& structure, std::size_t part) {
    const auto& named = structure.parts[part];
    return place_prefix(part) + digest_of(named.name + " " + std::to_string(named.decoded_size)) +
           std::string(kPlaceDomain);
}

Result<Attachment> find_attachment(const store::Snapshot& snapshot,
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
    const bool moves = (item->flags & kDraft) != 0 || !reference.content_id.empty();
    const auto index = moves ? part_of_draft(*structure, reference) : std::optional(reference.part);
    if (!index || *index >= structure->parts.size()) {
        return Error{ErrorCode::kNotFound, "no such attachment"};
    }
    const auto& part = structure->parts[*index];
    return Attachment{part.media_type, place_of(object->id, part)};
}

}  // namespace syncgate::activesync

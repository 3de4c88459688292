#include "protocols/activesync/commands/fetches.h"

#include <algorithm>

#include "base/text.h"
#include "formats/wbxml/tags.h"
#include "formats/wbxml/xml_text.h"
#include "protocols/activesync/commands/multipart.h"
#include "protocols/activesync/commands/range.h"
#include "protocols/activesync/commands/sync_options.h"
#include "protocols/activesync/items/attachments.h"
#include "protocols/activesync/items/item_kind.h"
#include "protocols/activesync/status.h"

namespace syncgate::activesync {
namespace {

using wbxml::Element;
namespace operations = wbxml::item_operations;
namespace air_sync = wbxml::air_sync;
namespace base = wbxml::air_sync_base;

// Once the answer has grown to this, further fetches get Status 11; one alone is always answered.
constexpr std::size_t kAnswerGrown = 16U << 20U;

void add_names(const Element& asked, Element& answer) {
    for (const auto tag : {air_sync::kCollectionId, air_sync::kServerId, wbxml::search::kLongId,
                           base::kFileReference}) {
        if (const auto text = asked.text(tag)) {
            answer.add(tag, std::string(*text));
        }
    }
}

// Whether WBXML can have the bytes as text, looked at a few lines at a time.
bool is_xml_text(const store::Snapshot& snapshot, const PartPlace& place) {
    constexpr std::uint64_t kPiece = 64U << 10U;
    std::string rest;
    for (std::uint64_t at = place.begin; at < place.end; at += kPiece) {
        rest += snapshot.bytes(place.object, at, std::min(at + kPiece, place.end));
        const auto lines = at + kPiece < place.end ? rest.rfind('\n') + 1 : rest.size();
        if (lines == 0 || !wbxml::is_xml_text(std::string_view(rest).substr(0, lines))) {
            return false;  // or one endless line
        }
        rest.erase(0, lines);
    }
    return true;
}

}  // namespace

Element with_status(wbxml::Tag tag, int status) {
    Element element(tag);
    element.add(operations::kStatus, status);
    return element;
}

Element Fetches::refused(const Element& asked, int status) {
    Element answer = with_status(operations::kFetch, status);
    add_names(asked, answer);
    return answer;
}

Element Fetches::fetch(const Context& place, const store::Snapshot& snapshot,
                       const Element& asked) {
    const auto store = asked.text(operations::kStore);
    if (!store) {
        return refused(asked, kProtocolError);
    }
    if (!iequals(*store, "Mailbox")) {
        return refused(asked, kUnknownStore);
    }
    if (size_ > kAnswerGrown) {
        return refused(asked, kTooLarge);
    }
    if (const auto reference = asked.text(base::kFileReference)) {
        return fetch_attachment(snapshot, asked, std::string(*reference));
    }
    return fetch_item(place, snapshot, asked);
}

Reply Fetches::reply(const Element& document) {
    if (multipart_) {
        return reply_of(join_parts(wbxml::write(document), std::move(contents_)), kMultipartType);
    }
    std::vector<Piece> pieces;
    auto texts = wbxml::write_around_gaps(document);
    for (std::size_t i = 0; i < texts.size(); ++i) {
        pieces.emplace_back(std::move(texts[i]));
        if (i < contents_.size()) {
            pieces.push_back(std::move(contents_[i]));
        }
    }
    return reply_of(std::move(pieces), kWbxmlType);
}

// By folder and item, or by what a search has called it. kOk, or what is wrong with it.
int Fetches::named_item(const Element& asked, ItemId& id) const {
    const auto collection = asked.text(air_sync::kCollectionId);
    const auto server_id = asked.text(air_sync::kServerId);
    const auto long_id = asked.text(wbxml::search::kLongId);
    if (long_id && server_id) {
        return context_.version >= Version::k14_0 ? kIdsExclude : kProtocolError;
    }
    if (!long_id && (!collection || !server_id)) {
        return kProtocolError;
    }
    const auto parsed = parse_item_id(long_id ? *long_id : *server_id);
    if (!parsed || (collection && parse_collection_id(*collection) != parsed->collection)) {
        return kNotFound;
    }
    id = *parsed;
    return kOk;
}

Element Fetches::fetch_item(const Context& place, const store::Snapshot& snapshot,
                            const Element& asked) {
    ItemId id;
    if (const int status = named_item(asked, id); status != kOk) {
        return refused(asked, status);
    }
    if (asked.has(wbxml::rights_management::kRemoveRightsManagementProtection)) {
        return refused(asked, static_cast<int>(CommonStatus::kRightsManagementDisabled));
    }
    if (place.guest) {
        id.collection = place.guest->collection;
    }
    const auto folder = snapshot.collection(id.collection);
    const auto item = folder ? snapshot.item(id.collection, id.uid) : std::nullopt;
    if (!item) {
        return refused(asked, kNotFound);
    }
    RenderOptions options;
    const Element* given = asked.child(operations::kOptions);
    if (given != nullptr) {
        auto parsed = parse_options(*given, context_.version);
        if (!parsed) {
            return refused(asked, kProtocolError);
        }
        options = std::move(parsed->render);
    }
    options.version = context_.version;
    Element answer = with_status(operations::kFetch, kOk);
    add_names(asked, answer);
    answer.add(air_sync::kClass, std::string(class_name(folder->item_class)));
    std::optional<PartPlace> large;
    options.large_mime = &large;
    Element data = item_kind(folder->item_class).render(snapshot, *item, options);
    Element& properties = answer.add(operations::kProperties);
    const Element* schema = given == nullptr ? nullptr : given->child(operations::kSchema);
    const bool whole = schema == nullptr || schema->children().empty();
    for (const auto& child : data.children()) {
        if (whole || schema->has(child.tag())) {
            const bool body = child.tag() == base::kBody || child.tag() == base::kBodyPart;
            properties.add(body ? take_body(snapshot, child, large) : child);
        }
    }
    return answer;
}

Element Fetches::take_body(const store::Snapshot& snapshot, const Element& body,
                           const std::optional<PartPlace>& large) {
    Element out(body.tag());
    for (const auto& child : body.children()) {
        out.add(child.tag() == base::kData ? data_of(snapshot, child, large) : child);
    }
    return out;
}

// In a multipart answer the body's Data is a part of its own.
Element Fetches::data_of(const store::Snapshot& snapshot, const Element& data,
                         const std::optional<PartPlace>& large) {
    if (!data.is_gap()) {
        size_ += data.content().size();
        return multipart_ ? Element(operations::kPart, add_part(std::string(data.content())))
                          : data;
    }
    size_ += large->size;
    const std::int64_t number = add_part(PartContent(context_.account, *large, 0, large->size));
    if (multipart_) {
        return Element(operations::kPart, number);
    }
    return is_xml_text(snapshot, *large) ? data : Element::opaque_gap(data.tag(), large->size);
}

Element Fetches::fetch_attachment(const store::Snapshot& snapshot, const Element& asked,
                                  const std::string& text) {
    const auto reference = parse_file_reference(text);
    const auto attachment = reference ? find_attachment(snapshot, *reference)
                                      : Result<Attachment>(Error{ErrorCode::kNotFound, ""});
    if (!attachment) {
        return refused(asked, kInvalidAttachment);
    }
    const auto& place = attachment->place;
    const Element* options = asked.child(operations::kOptions);
    const auto asked_range = options == nullptr ? std::nullopt : options->text(operations::kRange);
    std::optional<Range> range;
    if (asked_range) {
        range = parse_range(*asked_range);
        if (!range || range->first >= std::max<std::uint64_t>(place.size, 1)) {
            return refused(asked, kInvalidRange);
        }
        range->last = std::min(range->last, place.size == 0 ? 0 : place.size - 1);
    }
    const std::uint64_t first = range ? range->first : 0;
    const std::uint64_t size = range ? std::min(place.size, range->last + 1) - first : place.size;
    Element answer = with_status(operations::kFetch, kOk);
    answer.add(base::kFileReference, text);
    Element& properties = answer.add(operations::kProperties);
    properties.add(base::kContentType, attachment->media_type);
    if (range) {  // some clients stumble over a Range that they did not ask for
        properties.add(operations::kRange, to_text(*range));
        properties.add(operations::kTotal, static_cast<std::int64_t>(place.size));
    }
    size_ += size;
    add_content(properties, piece_of(snapshot, context_.account, place, first, size));
    return answer;
}

// A part of its own, or base64 within the document.
void Fetches::add_content(Element& properties, Piece content) {
    if (multipart_) {
        properties.add(operations::kPart, add_part(std::move(content)));
        return;
    }
    Piece data = in_base64(std::move(content));
    if (auto* text = std::get_if<std::string>(&data)) {
        properties.add(operations::kData, std::move(*text));
    } else {
        properties.add(Element::gap(operations::kData));
        contents_.push_back(std::move(data));
    }
}

std::int64_t Fetches::add_part(Piece part) {
    contents_.push_back(std::move(part));
    return static_cast<std::int64_t>(contents_.size());
}

}  // namespace syncgate::activesync

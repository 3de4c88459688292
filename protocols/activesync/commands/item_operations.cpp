#include "protocols/activesync/commands/item_operations.h"

#include <algorithm>

#include "base/base64.h"
#include "base/text.h"
#include "formats/wbxml/tags.h"
#include "protocols/activesync/commands/mail_search.h"
#include "protocols/activesync/commands/multipart.h"
#include "protocols/activesync/commands/range.h"
#include "protocols/activesync/commands/sync_options.h"
#include "protocols/activesync/items/attachments.h"
#include "protocols/activesync/items/item_kind.h"
#include "protocols/activesync/status.h"
#include "protocols/activesync/sync/server_id.h"
#include "store/incoming.h"

namespace syncgate::activesync {
namespace {

using wbxml::Element;
namespace operations = wbxml::item_operations;
namespace air_sync = wbxml::air_sync;
namespace base = wbxml::air_sync_base;

// Source: MS-ASCMD 2.2.3.177.8 Status (ItemOperations).
enum OperationStatus : int {
    kOk = 1,
    kProtocolError = 2,
    kServerError = 3,
    kNotFound = 6,
    kInvalidRange = 8,
    kUnknownStore = 9,
    kTooLarge = 11,
    kInvalidAttachment = 15,
    kIdsExclude = 105,
    kMoveFailed = 154,
    kMoveAlwaysMissing = 155,
    kInvalidDestination = 156,
};

constexpr std::size_t kMaxOperations = 100;
// Once the answer has grown to this, further fetches get Status 11; one alone is always answered.
constexpr std::size_t kAnswerGrown = 16U << 20U;

Element with_status(wbxml::Tag tag, int status) {
    Element element(tag);
    element.add(operations::kStatus, status);
    return element;
}

void add_names(const Element& asked, Element& answer) {
    for (const auto tag : {air_sync::kCollectionId, air_sync::kServerId, wbxml::search::kLongId,
                           base::kFileReference}) {
        if (const auto text = asked.text(tag)) {
            answer.add(tag, std::string(*text));
        }
    }
}

// A Fetch that failed names what was asked for, so that the client can tell which it was.
Element refused_fetch(const Element& asked, int status) {
    Element answer = with_status(operations::kFetch, status);
    add_names(asked, answer);
    return answer;
}

// The Fetches of one request; large contents, and the parts of a multipart answer, gather here.
class Fetches {
  public:
    Fetches(const Context& context, bool multipart) : context_(context), multipart_(multipart) {}

    Element fetch(const store::Snapshot& snapshot, const Element& asked) {
        const auto store = asked.text(operations::kStore);
        if (!store) {
            return refused_fetch(asked, kProtocolError);
        }
        if (!iequals(*store, "Mailbox")) {
            return refused_fetch(asked, kUnknownStore);
        }
        if (size_ > kAnswerGrown) {
            return refused_fetch(asked, kTooLarge);
        }
        if (const auto reference = asked.text(base::kFileReference)) {
            return fetch_attachment(snapshot, asked, std::string(*reference));
        }
        return fetch_item(snapshot, asked);
    }

    // Content that comes while the answer is sent stands within the document.
    [[nodiscard]] bool has_gaps() const { return !multipart_ && !contents_.empty(); }
    // The document with what was fetched.
    Reply reply(const Element& document) {
        if (multipart_) {
            return reply_of(join_parts(wbxml::write(document), std::move(contents_)),
                            kMultipartType);
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

  private:
    // By folder and item, or by what a search has called it. kOk, or what is wrong with it.
    int named_item(const Element& asked, ItemId& id) const {
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

    Element fetch_item(const store::Snapshot& snapshot, const Element& asked) {
        ItemId id;
        if (const int status = named_item(asked, id); status != kOk) {
            return refused_fetch(asked, status);
        }
        if (asked.has(wbxml::rights_management::kRemoveRightsManagementProtection)) {
            return refused_fetch(asked, static_cast<int>(CommonStatus::kRightsManagementDisabled));
        }
        const auto folder = snapshot.collection(id.collection);
        const auto item = folder ? snapshot.item(id.collection, id.uid) : std::nullopt;
        if (!item) {
            return refused_fetch(asked, kNotFound);
        }
        RenderOptions options;
        const Element* given = asked.child(operations::kOptions);
        if (given != nullptr) {
            auto parsed = parse_options(*given, context_.version);
            if (!parsed) {
                return refused_fetch(asked, kProtocolError);
            }
            options = std::move(parsed->render);
        }
        options.version = context_.version;
        Element answer = with_status(operations::kFetch, kOk);
        add_names(asked, answer);
        answer.add(air_sync::kClass, std::string(class_name(folder->item_class)));
        Element data = item_kind(folder->item_class).render(snapshot, *item, options);
        Element& properties = answer.add(operations::kProperties);
        const Element* schema = given == nullptr ? nullptr : given->child(operations::kSchema);
        const bool whole = schema == nullptr || schema->children().empty();
        for (const auto& child : data.children()) {
            if (whole || schema->has(child.tag())) {
                const bool body = child.tag() == base::kBody || child.tag() == base::kBodyPart;
                properties.add(body ? body_as_part(child) : child);
            }
        }
        return answer;
    }

    // In a multipart answer the body's Data is a part of its own.
    Element body_as_part(const Element& body) {
        size_ += body.text(base::kData).value_or("").size();
        if (!multipart_ || !body.has(base::kData)) {
            return body;
        }
        Element out(body.tag());
        for (const auto& child : body.children()) {
            if (child.tag() == base::kData) {
                out.add(operations::kPart, add_part(std::string(child.content())));
            } else {
                out.add(child);
            }
        }
        return out;
    }

    Element fetch_attachment(const store::Snapshot& snapshot, const Element& asked,
                             const std::string& text) {
        const auto reference = parse_file_reference(text);
        const auto attachment = reference ? find_attachment(snapshot, *reference)
                                          : Result<Attachment>(Error{ErrorCode::kNotFound, ""});
        if (!attachment) {
            return refused_fetch(asked, kInvalidAttachment);
        }
        const auto& place = attachment->place;
        const Element* options = asked.child(operations::kOptions);
        const auto asked_range =
            options == nullptr ? std::nullopt : options->text(operations::kRange);
        std::optional<Range> range;
        if (asked_range) {
            range = parse_range(*asked_range);
            if (!range || range->first >= std::max<std::uint64_t>(place.size, 1)) {
                return refused_fetch(asked, kInvalidRange);
            }
            range->last = std::min(range->last, place.size == 0 ? 0 : place.size - 1);
        }
        const std::uint64_t first = range ? range->first : 0;
        const std::uint64_t size =
            range ? std::min(place.size, range->last + 1) - first : place.size;
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
    void add_content(Element& properties, Piece content) {
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

    std::int64_t add_part(Piece part) {
        contents_.push_back(std::move(part));
        return static_cast<std::int64_t>(contents_.size());
    }

    const Context& context_;
    bool multipart_;
    std::vector<Piece> contents_;  // parts, or what belongs into the document's gaps
    std::size_t size_ = 0;         // of what was fetched so far
};

Result<int> empty_folder(store::Change& change, const Collection& folder, bool with_folders) {
    constexpr int kBatch = 500;
    for (auto batch = change.items(folder.id, 0, kBatch); !batch.empty();
         batch = change.items(folder.id, 0, kBatch)) {
        for (const auto& item : batch) {
            change.remove_item(folder.id, item.uid);
        }
    }
    if (with_folders) {
        for (const auto& child : change.collections()) {
            if (child.parent == folder.id && child.role == Role::kNone) {
                if (auto removed = change.remove_collection(child.id); !removed) {
                    return removed.error();
                }
            }
        }
    }
    return static_cast<int>(kOk);
}

// For good, as in a client's "empty Trash". Source: MS-ASCMD 2.2.3.59.
Element empty_contents(Context& context, const Element& asked) {
    const auto text = asked.text(air_sync::kCollectionId);
    if (!text) {
        return with_status(operations::kEmptyFolderContents, kProtocolError);
    }
    const auto id = parse_collection_id(*text);
    const Element* options = asked.child(operations::kOptions);
    const bool with_folders = options != nullptr && options->has(operations::kDeleteSubFolders);
    auto done = context.account->write([&](store::Change& change) -> Result<int> {
        const auto folder = id ? change.collection(*id) : std::nullopt;
        if (!folder || folder->item_class != ItemClass::kMail) {
            return static_cast<int>(kNotFound);
        }
        return empty_folder(change, *folder, with_folders);
    });
    Element answer = with_status(operations::kEmptyFolderContents, done ? *done : kServerError);
    answer.add(air_sync::kCollectionId, std::string(*text));
    return answer;
}

// What there is of a conversation, and what comes of it later. Source: MS-ASCMD 2.2.3.117.1 Move;
// MS-ASCON 3.2.5.3.
Result<int> move_conversation(Context& context, const Element& asked) {
    const Element* options = asked.child(operations::kOptions);
    const auto conversation = asked.text(operations::kConversationId);
    const auto folder_text = asked.text(operations::kDstFldId);
    if (!conversation || conversation->empty() || !folder_text) {
        return static_cast<int>(kProtocolError);
    }
    if (options == nullptr || !options->has(operations::kMoveAlways)) {
        return static_cast<int>(kMoveAlwaysMissing);
    }
    const auto id = parse_collection_id(*folder_text);
    // Looked for before the write, which others would wait for.
    const auto items =
        context.account->read([&](const store::Snapshot& snapshot) -> Result<std::vector<ItemId>> {
            return conversation_items(snapshot, context.viewer(), std::string(*conversation));
        });
    if (!items) {
        return items.error();
    }
    return context.account->write([&](store::Change& change) -> Result<int> {
        const auto folder = id ? change.collection(*id) : std::nullopt;
        if (!folder || folder->item_class != ItemClass::kMail) {
            return static_cast<int>(kInvalidDestination);
        }
        for (const auto& item : *items) {  // one that has gone meanwhile stays where it is
            if (item.collection != *id) {
                change.move_item(item.collection, item.uid, *id);
            }
        }
        if (items->empty()) {
            return static_cast<int>(kNotFound);
        }
        store::send_conversation(change, *conversation, *id, context.services.clock.now());
        return static_cast<int>(kOk);
    });
}

Element moved(Context& context, const Element& asked) {
    const auto status = move_conversation(context, asked);
    Element answer = with_status(operations::kMove, status ? *status : kMoveFailed);
    if (const auto* id = asked.child(operations::kConversationId)) {
        answer.add(*id);
    }
    return answer;
}

// What is wrong with the request as a whole; kOk: nothing.
int request_status(const Context& context, const Element& root) {
    const auto& all = root.children();
    if (all.empty() || all.size() > kMaxOperations) {
        return all.empty() ? kProtocolError : kTooLarge;
    }
    for (const auto& asked : all) {
        const Element* options = asked.child(operations::kOptions);
        if (asked.tag() == operations::kMove && context.version < Version::k14_0) {
            return kProtocolError;
        }
        if (asked.tag() != operations::kFetch || options == nullptr) {
            continue;
        }
        if (options->has(operations::kRange) && !asked.has(base::kFileReference)) {
            return kProtocolError;  // only files have ranges
        }
        if (const auto parsed = parse_options(*options, context.version); !parsed) {
            return parsed.error().code == ErrorCode::kUnsupported ? kBodyPartTypeNotSupported
                                                                  : kProtocolError;
        }
    }
    return kOk;
}

}  // namespace

Answer run_item_operations(Context& context, const Element* root) {
    if (const int status = request_status(context, *root); status != kOk) {
        return with_status(operations::kItemOperations, status);
    }
    const bool multipart = context.line.accept_multipart;
    Fetches fetches(context, multipart);
    Element responses(operations::kResponse);
    for (const auto& asked : root->children()) {
        if (asked.tag() == operations::kFetch) {
            auto fetched =
                context.account->read([&](const store::Snapshot& snapshot) -> Result<Element> {
                    return fetches.fetch(snapshot, asked);
                });
            responses.add(fetched ? *std::move(fetched) : refused_fetch(asked, kServerError));
        } else if (asked.tag() == operations::kEmptyFolderContents) {
            responses.add(empty_contents(context, asked));
        } else {
            responses.add(moved(context, asked));
        }
    }
    Element answer = with_status(operations::kItemOperations, kOk);
    answer.add(std::move(responses));
    if (!multipart && !fetches.has_gaps()) {
        return answer;
    }
    return fetches.reply(answer);
}

}  // namespace syncgate::activesync

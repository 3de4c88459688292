#include "protocols/activesync/commands/item_operations.h"

#include <algorithm>

#include "formats/wbxml/tags.h"
#include "protocols/activesync/commands/fetches.h"
#include "protocols/activesync/commands/mail_search.h"
#include "protocols/activesync/commands/shared_folders.h"
#include "protocols/activesync/commands/sync_options.h"
#include "protocols/activesync/status.h"
#include "protocols/activesync/sync/server_id.h"
#include "store/incoming.h"

namespace syncgate::activesync {
namespace {

using wbxml::Element;
namespace operations = wbxml::item_operations;
namespace air_sync = wbxml::air_sync;
namespace base = wbxml::air_sync_base;

constexpr std::size_t kMaxOperations = 100;

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

// From the account that has the item.
Element fetched(const Context& context, Fetches& fetches, const Element& asked) {
    const auto id = parse_item_id(asked.text(wbxml::air_sync::kServerId).value_or(""));
    const auto place = at_collection(context, id ? std::optional(id->collection) : std::nullopt);
    if (!place) {
        return Fetches::refused(asked, kServerError);
    }
    auto found = place->account->read([&](const store::Snapshot& snapshot) -> Result<Element> {
        return fetches.fetch(*place, snapshot, asked);
    });
    return found ? *std::move(found) : Fetches::refused(asked, kServerError);
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
            responses.add(fetched(context, fetches, asked));
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

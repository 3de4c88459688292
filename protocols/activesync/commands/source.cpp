#include "protocols/activesync/commands/source.h"

#include "base/text.h"
#include "formats/wbxml/tags.h"
#include "protocols/activesync/items/message.h"

namespace syncgate::activesync {
namespace {

namespace compose = wbxml::compose_mail;

struct Named {
    std::string_view folder, item, long_id;
};

std::variant<ItemId, CommonStatus> item_of(const Named& named) {
    if (named.item.empty() && named.long_id.empty()) {
        return CommonStatus::kInvalidXml;
    }
    if (!named.long_id.empty() && (!named.item.empty() || !named.folder.empty())) {
        return CommonStatus::kInvalidIdCombination;
    }
    const auto id = parse_item_id(named.long_id.empty() ? named.item : named.long_id);
    const auto folder = parse_collection_id(named.folder);
    if (!id || (!folder && !named.folder.empty())) {
        return CommonStatus::kInvalidIds;
    }
    if (folder && *folder != id->collection) {
        return CommonStatus::kItemNotFound;
    }
    return *id;
}

// Why there is no such occurrence: mail has none.
CommonStatus refused_instance(std::string_view instance) {
    return parse_iso8601(instance) ? CommonStatus::kNoRecurrence : CommonStatus::kInvalidDateTime;
}

}  // namespace

std::variant<ItemId, CommonStatus> parse_source(const Context& context,
                                                const wbxml::Element* root) {
    const auto& line = context.line;
    if (root == nullptr) {
        if (!line.occurrence.empty()) {
            return refused_instance(line.occurrence);
        }
        return item_of({line.collection_id, line.item_id, line.long_id});
    }
    const auto* source = root->child(compose::kSource);
    if (source == nullptr) {
        return CommonStatus::kInvalidXml;
    }
    if (const auto instance = source->text(compose::kInstanceId)) {
        return refused_instance(*instance);
    }
    return item_of({source->text(compose::kFolderId).value_or(""),
                    source->text(compose::kItemId).value_or(""),
                    source->text(compose::kLongId).value_or("")});
}

Result<Source> load_source(Context& context, const ItemId& id) {
    return context.account->read([&](const store::Snapshot& snapshot) -> Result<Source> {
        const auto folder = snapshot.collection(id.collection);
        const auto item = snapshot.item(id.collection, id.uid);
        if (!folder || !item || folder->item_class != ItemClass::kMail) {
            return Error{ErrorCode::kNotFound, "no such mail"};
        }
        const RenderOptions options;
        auto message = load_message(snapshot, *item, options);
        if (!message) {
            return message.error();
        }
        return Source{snapshot.bytes(item->object, 0, message->object.size),
                      std::move(message->envelope), std::move(message->structure), item->sort_key};
    });
}

}  // namespace syncgate::activesync

#include "protocols/activesync/commands/sync_page.h"

#include "formats/wbxml/tags.h"
#include "protocols/activesync/sync/server_id.h"

namespace syncgate::activesync {
namespace {

using wbxml::Element;
namespace air_sync = wbxml::air_sync;

// A phone waits 30 seconds for an answer, also over a slow network: more comes with the next.
constexpr std::size_t kMaxBytes = 4U << 20U;

std::size_t size_of(const Element& element) {
    std::size_t size = element.content().size() + 4;
    for (const auto& child : element.children()) {
        size += size_of(child);
    }
    return size;
}

wbxml::Tag tag_of(CommandType type) {
    switch (type) {
        case CommandType::kAdd: return air_sync::kAdd;
        case CommandType::kChange: return air_sync::kChange;
        case CommandType::kDelete: return air_sync::kDelete;
        case CommandType::kSoftDelete: return air_sync::kSoftDelete;
    }
    return air_sync::kDelete;
}

}  // namespace

SyncPage::SyncPage(const Collection& collection, const RenderOptions& options, int window)
    : collection_(collection),
      options_(options),
      kind_(item_kind(collection.item_class)),
      window_(window),
      commands_(air_sync::kCommands) {}

bool SyncPage::has_room() const {
    return count_ < window_ && bytes_ < kMaxBytes;
}

void SyncPage::put(CommandType type, Uid uid, const Item* item, Modseq known) {
    Element& command = commands_.add(tag_of(type));
    command.add(air_sync::kServerId, to_server_id(ItemId{collection_.id, uid}));
    if (item != nullptr) {
        const bool state_only =
            type == CommandType::kChange && known != 0 && item->content <= known;
        Element data = state_only ? kind_.render_state(*snapshot_, *item, options_)
                                  : kind_.render(*snapshot_, *item, options_);
        bytes_ += size_of(data);
        command.add(std::move(data));
    }
    ++count_;
}

void SyncPage::fetch(const std::string& server_id) {
    Element& response = fetched_.emplace_back(air_sync::kFetch);
    response.add(air_sync::kServerId, server_id);
    const auto id = parse_item_id(server_id);
    const auto item = id && id->collection == collection_.id
                          ? snapshot_->item(id->collection, id->uid)
                          : std::nullopt;
    response.add(air_sync::kStatus, item ? kItemOk : kItemGone);
    if (item) {
        RenderOptions whole = options_;
        whole.whole_body = true;
        response.add(kind_.render(*snapshot_, *item, whole));
    }
}

void SyncPage::move_fetched_to(Element& responses) {
    for (auto& response : fetched_) {
        responses.add(std::move(response));
    }
    fetched_.clear();
}

}  // namespace syncgate::activesync

#include "protocols/activesync/commands/sync_page.h"

#include <algorithm>

#include "formats/wbxml/tags.h"
#include "protocols/activesync/sync/moved_items.h"
#include "protocols/activesync/sync/server_id.h"

namespace syncgate::activesync {
namespace {

using wbxml::Element;
namespace air_sync = wbxml::air_sync;

constexpr std::size_t kMaxBytes = 4U << 20U;
constexpr UnixMillis kMaxMillis = 10'000;

std::size_t size_of(const Element& element) {
    std::size_t size = element.content().size() + 4;
    for (const auto& child : element.children()) {
        size += size_of(child);
    }
    return size;
}

wbxml::Tag tag_of(CommandType type) {
    switch (type) {
        case CommandType::kAdd:
            return air_sync::kAdd;
        case CommandType::kChange:
            return air_sync::kChange;
        case CommandType::kDelete:
            return air_sync::kDelete;
        case CommandType::kSoftDelete:
            return air_sync::kSoftDelete;
    }
    return air_sync::kDelete;
}

}  // namespace

AnswerRoom::AnswerRoom(const Clock& clock, int window)
    : clock_(&clock), until_(clock.now_millis() + kMaxMillis), window_(window), bytes_(kMaxBytes) {}

void AnswerRoom::take(std::size_t bytes) {
    const std::size_t fits = std::min(bytes, bytes_);
    bytes_ -= fits;
    overdrawn_ += bytes - fits;
}

int AnswerRoom::commands() const {
    return bytes_ > 0 && clock_->now_millis() <= until_ ? std::max(window_, 0) : 0;
}

SyncPage::SyncPage(const Collection& collection, CollectionId named, const RenderOptions& options,
                   int window, AnswerRoom& answer)
    : collection_(collection),
      named_(named),
      options_(options),
      kind_(item_kind(collection.item_class)),
      answer_(answer),
      window_(window),
      commands_(air_sync::kCommands) {}

int SyncPage::room() const {
    const int room = std::min(window_ - count_, answer_.commands());
    return count_ == 0 ? std::max(room, 1) : room;  // MoreAvailable comes with a command
}

Element SyncPage::data_of(CommandType type, const Item& item, Modseq known) {
    if (std::exchange(first_aside_, false) && !aside_.contains(item.uid)) {
        newly_aside_ = item.uid;
        aside_.insert(item.uid);
    }
    if (aside_.contains(item.uid)) {
        return kind_.stand_in(item, options_.version);
    }
    const bool state_only = type == CommandType::kChange && known != 0 && item.content <= known;
    if (state_only) {
        return kind_.render_state(*snapshot_, item, options_);
    }
    if (item.sort_key >= bodies_from_) {
        return kind_.render(*snapshot_, item, options_);
    }
    RenderOptions without = options_;
    without.no_body = true;
    return kind_.render(*snapshot_, item, without);
}

void SyncPage::put(CommandType type, Uid uid, const Item* item, Modseq known) {
    const ItemId id{collection_.id, uid};
    if (type == CommandType::kAdd && mover_ && has_moved(*snapshot_, *mover_, id)) {
        type = CommandType::kChange;
    }
    Element& command = commands_.add(tag_of(type));
    command.add(air_sync::kServerId, to_server_id(ItemId{named_, uid}));
    if (item != nullptr) {
        Element data = data_of(type, *item, known);
        answer_.take(size_of(data));
        command.add(std::move(data));
    }
    answer_.take_command();
    ++count_;
}

void SyncPage::fetch(const std::string& server_id) {
    Element& response = fetched_.emplace_back(air_sync::kFetch);
    response.add(air_sync::kServerId, server_id);
    const auto id = parse_item_id(server_id);
    const auto item =
        id && id->collection == named_ ? snapshot_->item(collection_.id, id->uid) : std::nullopt;
    if (!item) {
        response.add(air_sync::kStatus, kItemGone);
        return;
    }
    if (!answer_.has_bytes()) {
        response.add(air_sync::kStatus, kItemRetry);
        return;
    }
    response.add(air_sync::kStatus, kItemOk);
    RenderOptions whole = options_;
    whole.whole_body = true;
    Element data = kind_.render(*snapshot_, *item, whole);
    answer_.take(size_of(data));
    response.add(std::move(data));
}

void SyncPage::move_fetched_to(Element& responses) {
    for (auto& response : fetched_) {
        responses.add(std::move(response));
    }
    fetched_.clear();
}

}  // namespace syncgate::activesync

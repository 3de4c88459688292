// The Commands element of a Sync answer, filled item by item.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "protocols/activesync/context.h"
#include "protocols/activesync/items/item_kind.h"
#include "protocols/activesync/sync/respond.h"

namespace syncgate::activesync {

// What may still be put into one answer, over all its collections. A phone gives up after 30
// seconds, also over a slow network: what does not fit comes with its next request.
class AnswerRoom {
  public:
    // At most `window` commands, and none begun after some seconds from now.
    AnswerRoom(const Clock& clock, int window);

    void take(std::size_t bytes);
    void take_command() { --window_; }
    // How many commands fit; 0 when the bytes or the time are used up.
    [[nodiscard]] int commands() const;
    // Whether one more collection may be told of. Also without bytes or time, since MoreAvailable,
    // by which the client knows to ask again, comes with a command; unless the client itself wants
    // no more, or such commands have become too many bytes in turn.
    [[nodiscard]] bool may_begin() const { return window_ > 0 && overdrawn_ < kMaxOverdrawn; }
    // Whether the body of one more fetched item fits.
    [[nodiscard]] bool has_bytes() const { return bytes_ > 0; }

  private:
    static constexpr std::size_t kMaxOverdrawn = 12U << 20U;

    const Clock* clock_;  // a pointer, so that it can be copied
    UnixMillis until_;
    int window_;
    std::size_t bytes_;
    std::size_t overdrawn_ = 0;  // bytes taken beyond
};

class SyncPage final : public Page {
  public:
    // References outlive the page. `named`: as the device names the collection.
    SyncPage(const Collection& collection, CollectionId named, const RenderOptions& options,
             int window, AnswerRoom& answer);

    // Items are rendered from this snapshot, which outlives the filling.
    void begin(const store::Snapshot& snapshot) { snapshot_ = &snapshot; }
    // Items with a lower sort key, which are there for their conversation, are shown without.
    // Source: MS-ASCMD 2.2.3.37.2.
    void show_bodies_from(std::int64_t sort_key) { bodies_from_ = sort_key; }
    // What the device has by a move of its own is no new item to it.
    void tell_moved_as_changed(DeviceNumber device) { mover_ = device; }
    // Stand-ins are shown for these, and with `and_the_first` for the first item of the page.
    void set_aside(std::set<Uid> uids, bool and_the_first) {
        aside_ = std::move(uids);
        first_aside_ = and_the_first;
    }
    // The item that a stand-in was shown for because it was the first.
    [[nodiscard]] std::optional<Uid> newly_aside() const { return newly_aside_; }

    [[nodiscard]] int room() const override;
    void put(CommandType type, Uid uid, const Item* item, Modseq known) override;
    // Adds a Fetch response.
    void fetch(const std::string& server_id);

    [[nodiscard]] int count() const { return count_; }
    [[nodiscard]] bool has_fetched() const { return !fetched_.empty(); }
    void move_fetched_to(wbxml::Element& responses);
    wbxml::Element take_commands() { return std::move(commands_); }

  private:
    [[nodiscard]] wbxml::Element data_of(CommandType type, const Item& item, Modseq known);

    const Collection& collection_;
    CollectionId named_;
    const RenderOptions& options_;
    const ItemKind& kind_;
    AnswerRoom& answer_;
    const store::Snapshot* snapshot_ = nullptr;
    int window_;
    int count_ = 0;
    std::int64_t bodies_from_ = kMinKey;
    std::optional<DeviceNumber> mover_;
    std::set<Uid> aside_;
    bool first_aside_ = false;
    std::optional<Uid> newly_aside_;
    wbxml::Element commands_;
    std::vector<wbxml::Element> fetched_;
};

}  // namespace syncgate::activesync

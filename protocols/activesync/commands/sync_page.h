// The Commands element of a Sync answer, filled item by item and bounded in number and bytes.
#pragma once

#include <string>
#include <vector>

#include "protocols/activesync/context.h"
#include "protocols/activesync/items/item_kind.h"
#include "protocols/activesync/sync/respond.h"

namespace syncgate::activesync {

class SyncPage final : public Page {
  public:
    SyncPage(const Collection& collection, const RenderOptions& options,
             int window);

    // Items are rendered from this snapshot, which outlives the filling.
    void begin(const store::Snapshot& snapshot) { snapshot_ = &snapshot; }

    [[nodiscard]] bool has_room() const override;
    void put(CommandType type, Uid uid, const Item* item, Modseq known) override;
    // Adds a Fetch response.
    void fetch(const std::string& server_id);

    [[nodiscard]] int count() const { return count_; }
    [[nodiscard]] bool has_fetched() const { return !fetched_.empty(); }
    void move_fetched_to(wbxml::Element& responses);
    wbxml::Element take_commands() { return std::move(commands_); }

  private:
    const Collection& collection_;
    const RenderOptions& options_;
    const ItemKind& kind_;
    const store::Snapshot* snapshot_ = nullptr;
    int window_;
    int count_ = 0;
    std::size_t bytes_ = 0;
    wbxml::Element commands_;
    std::vector<wbxml::Element> fetched_;
};

}  // namespace syncgate::activesync

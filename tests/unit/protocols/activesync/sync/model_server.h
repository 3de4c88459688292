// Sync as the command does it (commands/collection_sync.cpp), over collections in memory.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <utility>
#include <vector>

#include "protocols/activesync/sync/line.h"
#include "tests/unit/protocols/activesync/sync/model_device.h"

namespace syncgate::activesync::model_world {

struct Where {
    int device = 1;
    std::size_t collection = 0;
    auto operator<=>(const Where&) const = default;
};

struct SyncAsked {
    std::int64_t key = 0;
    std::vector<Edit> edits;
    int window = 100;
    std::int64_t edge = kMinKey;
    bool server_wins = true;
    bool get_changes = true;
};

struct Faults {
    // Another's write between the commands, answered so far, and the snapshot.
    std::function<void(const SyncAnswer&)> between;
    bool crash = false;  // killed once the commands are committed: no answer
};

class ModelServer {
  public:
    explicit ModelServer(const std::vector<ItemClass>& classes);

    Modseq begin_write() { return ++modseq_; }
    [[nodiscard]] Modseq modseq() const { return modseq_; }
    [[nodiscard]] std::vector<std::unique_ptr<ModelCollection>>& collections() {
        return collections_;
    }

    // Status 0: killed. Throws Violation when the engine breaks a rule that needs no device.
    SyncAnswer sync(Where where, const SyncAsked& asked, const Faults& faults = {});

  private:
    class Writer;

    void look(const SyncAsked& asked, const ModelCollection& collection, SyncPoint& next,
              SyncAnswer& answer) const;

    Modseq modseq_ = 0;
    std::int64_t keys_ = 0;
    std::vector<std::unique_ptr<ModelCollection>> collections_;
    std::map<Where, SyncLine> lines_;
    std::map<long, int> made_;  // items, by the Add's op
    // Last op carried out on an item of a line, and under which key.
    std::map<std::pair<Where, Uid>, std::pair<long, std::int64_t>> last_;
};

}  // namespace syncgate::activesync::model_world

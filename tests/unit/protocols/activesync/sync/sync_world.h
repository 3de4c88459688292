// A random world around the sync engine's pure half: writers, devices, lost and repeated messages,
// crashes, time, compaction, for every class of item. A port of docs/sync_model/world.py; after
// every answer that is read the device is held to the invariants of docs/sync-engine.md.
#pragma once

#include <cstdint>
#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "protocols/activesync/sync/execute.h"
#include "protocols/activesync/sync/line.h"
#include "protocols/activesync/sync/respond.h"
#include "tests/unit/protocols/activesync/sync/memory_collection.h"
#include "tests/unit/protocols/activesync/sync/mistake.h"
#include "tests/unit/protocols/activesync/sync/world_messages.h"

namespace syncgate::activesync {

class SyncWorld {
  public:
    explicit SyncWorld(std::uint64_t seed, Mistake mistake = Mistake::kNone);

    void step();  // throws Violation

    [[nodiscard]] const std::map<std::string, long>& counts() const { return counts_; }

  private:
    // One collection on a device.
    struct Replica {
        std::int64_t key = 0;
        std::map<Uid, Shown> items;
        std::vector<Edit> pending;
        int filter = 0;
        bool conversations = false;
        std::int64_t late_key = 0;  // one late duplicate a key
    };
    using Where = std::pair<int, int>;  // device, collection

    // -- sync_world.cpp: others
    double chance() { return std::uniform_real_distribution<>(0, 1)(random_); }
    int below(int limit) { return std::uniform_int_distribution<>(0, limit - 1)(random_); }
    std::int64_t value() { return static_cast<std::int64_t>(random_() >> 8U); }
    std::int64_t key_for(ItemClass item_class);
    std::int64_t edge(ItemClass item_class, int filter) const;
    void write();
    void change_some(MemoryCollection& collection);

    // -- world_devices.cpp
    void edit(Replica& replica, ItemClass item_class);
    void edit_pending_add(Replica& replica, ItemClass item_class, double what);
    bool sync(Where where, bool faults);
    void apply(Replica& replica, const WorldRequest& request, const WorldAnswer& answer);
    static void settle(Replica& replica, const Edit& edit, const CommandOutcome& outcome);

    // -- world_server.cpp
    enum class Fate { kAnswered, kCrash };
    WorldAnswer ask(Where where, const WorldRequest& request, Fate fate = Fate::kAnswered,
                    bool write_between = false);
    void execute_all(Where where, const WorldRequest& request, SyncPoint& point, SyncPoint& next,
                     WorldAnswer& answer);
    void look(const MemoryCollection& collection, const WorldRequest& request, SyncPoint& next,
              WorldAnswer& answer);
    // Commands of a mistake that come before respond(); true: the page ends with them.
    bool put_early(const CollectionView& view, std::int64_t edge, SyncPoint& next,
                   Page& page) const;
    void issue(SyncLine& line, const WorldRequest& request, SyncPoint point, WorldAnswer& answer);

    std::mt19937_64 random_;
    Mistake mistake_;
    Modseq modseq_ = 0;
    std::int64_t keys_ = 0;
    std::vector<MemoryCollection> collections_;
    std::map<Where, SyncLine> lines_;
    std::map<Where, Replica> replicas_;
    std::int64_t now_ = 100;
    long ops_ = 0;
    std::set<long> made_, touched_;
    std::map<std::pair<int, std::pair<int, Uid>>, std::pair<long, std::int64_t>> executed_;
    std::vector<std::pair<int, Shown>> outside_;  // moved out, may come back
    std::vector<std::pair<Where, WorldRequest>> late_;
    std::map<std::string, long> counts_;
};

}  // namespace syncgate::activesync

// What one read, note or write works on, and what it leaves to be done after its commit.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/clock.h"
#include "model/ids.h"
#include "store/blobs.h"
#include "store/connection.h"
#include "store/counters.h"
#include "store/rules.h"

namespace syncgate::store {

class WordIndex;

struct Scope {
    Connection& db;
    AccountId account;
    Blobs& blobs;
    const Clock& clock;

    Modseq modseq = 0;                    // taken by this write; 0: not yet
    std::set<CollectionId> touched;       // told after the commit; kHierarchy among them
    std::vector<std::string> dead_files;  // hashes of blob files that nothing needs any more
    bool has_intents = false;
    Rules rules{};
    bool keeps_promise = false;                // no quota refuses what is added
    std::vector<std::string> made_files{};     // hashes of blob files that this write made
    bool has_remembered = false;               // an outcome of a request
    std::optional<Counters> counters{};        // counters.h
    std::optional<UnixSeconds> outgoing_at{};  // mail for the relay has its next try by then
    WordIndex* words = nullptr;                // of this account, where the owner gave it
    bool words_behind = false;                 // there is something that it does not know yet
    std::map<ObjectId, bool> lessons{};        // whether it is spam (lesson_tables.h)
    // Of contacts' texts that this write made (collected.h).
    std::map<ObjectId, std::vector<std::string>> card_addresses{};
};

// Something in the collection has the write's modseq, which was taken before. Once a write and
// collection is enough: all of a write has one modseq.
void touch(Scope& scope, CollectionId collection);

}  // namespace syncgate::store

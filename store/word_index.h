// Which objects of an account hold which words: made from the objects, off the path of those who
// write them, and a filter only. What it names is looked at before it is answered, so that a stale
// entry is harmless; what it does not know yet is looked at as well. Objects never change and their
// numbers ascend, so one number says how far it goes.
// Why: docs/decisions/0019-index-of-words.md.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "formats/words/words.h"
#include "model/ids.h"
#include "store/connection.h"

namespace syncgate::store {

// Alternatives of keys that must all be there. No alternative is empty, nor is the whole.
using WordQuery = std::vector<std::vector<words::Key>>;

// How far an index goes.
struct WordMark {
    // Which numbering of objects it is of: as the account says (Note::renew_words), else what is in
    // the index counts for nothing.
    std::string epoch;
    ObjectId upto = 0;         // those with a higher number are not in it
    std::int64_t entries = 0;  // some may be of objects that have gone since
    bool operator==(const WordMark&) const = default;
};

struct ObjectWords {
    ObjectId object = 0;
    std::vector<std::string> keys;  // as words::keys
};

// One account's. Thread-safe. Failures throw StoreFailure.
class WordIndex {
  public:
    virtual ~WordIndex() = default;

    // `account`: where a transaction of the account is open.
    virtual WordMark mark(Connection& account) = 0;

    struct Found {
        WordMark mark;
        std::vector<ObjectId> objects;   // ascending, so many at most
        std::vector<ObjectId> in_every;  // those that every query finds, likewise
    };
    virtual Found find(Connection& account, const WordQuery& query, int most) = 0;

    // Goes on from `before` to `after`, which has the entries' number, in one step: `added` are the
    // objects between. Of another epoch it begins anew. False, and nothing is added, when the index
    // is not at `before`: another has gone on. The caller holds no connection.
    virtual bool add(const WordMark& before, const WordMark& after,
                     const std::vector<ObjectWords>& added) = 0;
};

// An object of more different words than this has one entry, which every query finds.
inline constexpr std::size_t kMostKeys = 20'000;
inline constexpr std::string_view kEveryQuery = "\xee\x80\x80";  // U+E000, which is in no word

}  // namespace syncgate::store

// The messages that a search looks at, the newest first: those that may fit, as the index of
// conversations or of words tells, in the folders and the time that are asked for.
#pragma once

#include <memory>
#include <optional>

#include "protocols/activesync/commands/mail_search.h"
#include "store/snapshot.h"

namespace syncgate::activesync {

struct Candidate {
    store::ItemOfObject place;
    bool fits = false;  // else only its text can tell
};

class Candidates {
  public:
    virtual ~Candidates() = default;
    virtual std::optional<Candidate> next() = 0;
};

struct CandidateLimits {
    // Of more than this the index is no help: all that is in the folders is a candidate.
    int named = 1'000'000;
    // So many are looked up one by one; of more it costs less to go through the folders until
    // enough are found.
    std::size_t looked_up = 4'000;
};

// None that fits is left out. `snapshot` and `query` outlive the result.
std::unique_ptr<Candidates> candidates_of(const store::Snapshot& snapshot, const MailQuery& query,
                                          CandidateLimits limits = {});

// Whether what has the words that the index is asked for fits the query: each term is one word that
// may stand anywhere.
bool index_decides(const MailQuery& query);

// What the index is asked for; nullopt: it can't tell, because what is excluded or no text is
// enough for an alternative.
std::optional<store::WordQuery> word_query_of(const SearchTerms& terms);

}  // namespace syncgate::activesync

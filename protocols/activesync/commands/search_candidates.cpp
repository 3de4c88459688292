#include "protocols/activesync/commands/search_candidates.h"

#include <algorithm>
#include <deque>
#include <tuple>

#include "formats/mime/conversation.h"
#include "formats/words/words.h"

namespace syncgate::activesync {
namespace {

constexpr int kBatch = 200;

Position top_of(const MailQuery& query) {
    return {query.before.value_or(kMaxKey), 0};
}

Position edge_of(const MailQuery& query) {
    return {query.after ? *query.after + 1 : kMinKey, 0};
}

// Every item of the folders.
class Walk final : public Candidates {
  public:
    Walk(const store::Snapshot& snapshot, const MailQuery& query) : snapshot_(snapshot) {
        for (const auto folder : query.folders) {
            lanes_.push_back({folder, top_of(query), edge_of(query), {}, false});
        }
    }

    std::optional<Candidate> next() override {
        Lane* newest = nullptr;
        for (auto& lane : lanes_) {
            if (fill(lane) && (newest == nullptr || newest->items.front().position.sort_key <
                                                        lane.items.front().position.sort_key)) {
                newest = &lane;
            }
        }
        if (newest == nullptr) {
            return std::nullopt;
        }
        const Candidate candidate{newest->items.front()};
        newest->items.pop_front();
        return candidate;
    }

  private:
    struct Lane {
        CollectionId folder;
        Position bound, edge;
        std::deque<store::ItemOfObject> items;
        bool ended;
    };

    // False: nothing is left.
    bool fill(Lane& lane) {
        if (lane.items.empty() && !lane.ended) {
            const auto batch = snapshot_.places_below(lane.folder, lane.bound, lane.edge, kBatch);
            lane.ended = batch.size() < static_cast<std::size_t>(kBatch);
            if (!batch.empty()) {
                lane.bound = batch.back().position;
            }
            lane.items.assign(batch.begin(), batch.end());
        }
        return !lane.items.empty();
    }

    const store::Snapshot& snapshot_;
    std::vector<Lane> lanes_;
};

// Those of a walk that the index names.
class NamedOnWalk final : public Candidates {
  public:
    NamedOnWalk(const store::Snapshot& snapshot, const MailQuery& query, store::NamedObjects named)
        : walk_(snapshot, query), named_(std::move(named)), decided_(index_decides(query)) {}

    std::optional<Candidate> next() override {
        auto candidate = walk_.next();
        while (candidate && !named_.has(candidate->place.object)) {
            candidate = walk_.next();
        }
        if (candidate) {
            candidate->fits = decided_ && named_.is_sure(candidate->place.object);
        }
        return candidate;
    }

  private:
    Walk walk_;
    store::NamedObjects named_;
    bool decided_;
};

// Those that the index names, looked up.
class Named final : public Candidates {
  public:
    Named(const store::Snapshot& snapshot, const MailQuery& query, store::NamedObjects named)
        : named_(std::move(named)),
          items_(snapshot.items_of(named_.objects)),
          decided_(index_decides(query)) {
        std::erase_if(items_, [&](const store::ItemOfObject& item) {
            return item.position < edge_of(query) || !(item.position < top_of(query)) ||
                   std::find(query.folders.begin(), query.folders.end(), item.collection) ==
                       query.folders.end();
        });
        std::sort(items_.begin(), items_.end(), is_before);
    }

    std::optional<Candidate> next() override {
        if (at_ == items_.size()) {
            return std::nullopt;
        }
        const auto& item = items_[at_++];
        return Candidate{item, decided_ && named_.is_sure(item.object)};
    }

  private:
    // The order of a walk.
    static bool is_before(const store::ItemOfObject& one, const store::ItemOfObject& other) {
        return std::tuple(other.position.sort_key, one.collection, other.position.uid) <
               std::tuple(one.position.sort_key, other.collection, one.position.uid);
    }

    store::NamedObjects named_;
    std::vector<store::ItemOfObject> items_;
    bool decided_;
    std::size_t at_ = 0;
};

// Nearly every message has a word that begins with any one letter.
bool is_selective(const words::Key& key) {
    return !key.beginning || key.text.size() > 1;
}

std::vector<words::Key> keys_of(const std::vector<Term>& terms) {
    std::vector<words::Key> keys;
    for (const auto& term : terms) {
        if (!term.excluded) {
            for (auto& key : words::keys_of(term.sought)) {
                keys.push_back(std::move(key));
            }
        }
    }
    std::erase_if(keys, [](const words::Key& key) { return !is_selective(key); });
    return keys;
}

// A conversation is fewer messages than a word.
std::optional<store::NamedObjects> named_by_index(const store::Snapshot& snapshot,
                                                  const MailQuery& query,
                                                  const CandidateLimits& limits) {
    if (query.conversation_ids.empty()) {
        const auto words = word_query_of(query.terms);
        return words ? snapshot.objects_with(*words, limits.named) : std::nullopt;
    }
    std::vector<std::int64_t> numbers;
    for (const auto& id : query.conversation_ids) {
        numbers.push_back(mime::conversation_number(id));
    }
    auto objects = snapshot.objects_in(numbers, limits.named);
    return objects ? std::optional(store::NamedObjects{*std::move(objects), 0, {}}) : std::nullopt;
}

}  // namespace

bool index_decides(const MailQuery& query) {
    const auto decides = [](const Term& term) {
        return term.property == Property::kAny && !term.excluded &&
               words::keys_decide(term.sought) && is_selective(words::keys_of(term.sought).front());
    };
    return query.conversation_ids.empty() &&
           std::all_of(query.terms.begin(), query.terms.end(), [&](const auto& terms) {
               return std::all_of(terms.begin(), terms.end(), decides);
           });
}

std::optional<store::WordQuery> word_query_of(const SearchTerms& terms) {
    store::WordQuery query;
    for (const auto& alternative : terms) {
        query.push_back(keys_of(alternative));
        if (query.back().empty()) {
            return std::nullopt;
        }
    }
    return query.empty() ? std::nullopt : std::optional(std::move(query));
}

std::unique_ptr<Candidates> candidates_of(const store::Snapshot& snapshot, const MailQuery& query,
                                          CandidateLimits limits) {
    auto named = query.folders.empty() ? std::nullopt : named_by_index(snapshot, query, limits);
    if (!named) {
        return std::make_unique<Walk>(snapshot, query);
    }
    if (named->objects.size() <= limits.looked_up) {
        return std::make_unique<Named>(snapshot, query, *std::move(named));
    }
    return std::make_unique<NamedOnWalk>(snapshot, query, *std::move(named));
}

}  // namespace syncgate::activesync

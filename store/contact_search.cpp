#include "store/contact_search.h"

#include <algorithm>
#include <iterator>
#include <limits>
#include <set>

#include "base/text.h"
#include "store/object_words.h"

namespace syncgate::store {
namespace {

constexpr int kMostCandidates = 20'000;
constexpr std::ptrdiff_t kAtOnce = 200;

std::vector<CollectionId> books(const Snapshot& snapshot, const SeenBook& seen) {
    std::vector<CollectionId> found;
    for (const auto& each : snapshot.collections(ItemClass::kContact)) {
        if (seen(each)) {
            found.push_back(each.id);
        }
    }
    return found;
}

}  // namespace

std::vector<std::string> words_in(std::string_view text) {
    const auto folded = words::fold(text);
    std::vector<std::string> all;
    for (const auto word : split(folded, ' ')) {
        if (!word.empty()) {
            all.emplace_back(word);
        }
    }
    return all;
}

std::vector<words::Key> card_keys(std::string_view sought) {
    auto keys = words::keys_of(sought);
    for (auto& key : keys) {
        key.text.insert(0, kOfCard);
    }
    return keys;
}

void contact_cards(const Snapshot& snapshot, const WordQuery& query, const SeenBook& seen,
                   const TakeCard& take) {
    const auto named = query.empty() ? std::nullopt : snapshot.objects_with(query, kMostCandidates);
    if (!named) {
        return;
    }
    const auto in = books(snapshot, seen);
    std::set<ObjectId> taken;
    // A few at a time: who types a frequent name wants to see the first of many.
    for (auto from = named->objects.begin(); from != named->objects.end();) {
        const auto until = from + std::min(kAtOnce, named->objects.end() - from);
        for (const auto& item : snapshot.items_of({from, until})) {
            const bool is_card = std::find(in.begin(), in.end(), item.collection) != in.end();
            if (is_card && taken.insert(item.object).second &&
                !take(snapshot.bytes(item.object, 0, std::numeric_limits<std::uint64_t>::max()))) {
                return;
            }
        }
        from = until;
    }
}

void contact_cards(const Snapshot& snapshot, const std::vector<std::string>& beginnings,
                   const SeenBook& seen, const TakeCard& take) {
    std::vector<words::Key> all;
    for (const auto& word : beginnings) {
        auto keys = card_keys(" " + word);
        std::move(keys.begin(), keys.end(), std::back_inserter(all));
    }
    contact_cards(snapshot, all.empty() ? WordQuery() : WordQuery{std::move(all)}, seen, take);
}

bool every_book(const Collection& /*book*/) {
    return true;
}

}  // namespace syncgate::store

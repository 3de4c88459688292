#include "store/contact_search.h"

#include <algorithm>
#include <iterator>
#include <set>

#include "base/text.h"
#include "store/object_words.h"

namespace syncgate::store {
namespace {

constexpr int kMostCandidates = 20'000;

std::vector<CollectionId> books(const Snapshot& snapshot,
                                const std::function<bool(const Collection&)>& seen) {
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

std::vector<std::string> contact_cards(const Snapshot& snapshot, const WordQuery& query,
                                       const std::function<bool(const Collection&)>& seen) {
    const auto named = query.empty() ? std::nullopt : snapshot.objects_with(query, kMostCandidates);
    std::vector<std::string> found;
    if (!named) {
        return found;
    }
    const auto in = books(snapshot, seen);
    std::set<ObjectId> taken;
    for (const auto& item : snapshot.items_of(named->objects)) {
        const bool is_card = std::find(in.begin(), in.end(), item.collection) != in.end();
        const auto object = is_card && taken.insert(item.object).second
                                ? snapshot.object(item.object)
                                : std::nullopt;
        if (object) {
            found.push_back(snapshot.bytes(object->id, 0, object->size));
        }
    }
    return found;
}

std::vector<std::string> contact_cards(const Snapshot& snapshot,
                                       const std::vector<std::string>& beginnings,
                                       const std::function<bool(const Collection&)>& seen) {
    std::vector<words::Key> all;
    for (const auto& word : beginnings) {
        auto keys = card_keys(" " + word);
        std::move(keys.begin(), keys.end(), std::back_inserter(all));
    }
    return contact_cards(snapshot, all.empty() ? WordQuery() : WordQuery{std::move(all)}, seen);
}

}  // namespace syncgate::store

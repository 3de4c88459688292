#include "protocols/activesync/commands/contact_search.h"

#include <algorithm>
#include <set>

#include "base/text.h"
#include "formats/words/words.h"
#include "store/object_words.h"

namespace syncgate::activesync {
namespace {

constexpr int kMostCandidates = 20'000;

std::vector<CollectionId> books(const store::Snapshot& snapshot,
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

std::vector<std::string> contact_cards(const store::Snapshot& snapshot,
                                       const std::vector<std::string>& beginnings,
                                       const std::function<bool(const Collection&)>& seen) {
    std::vector<words::Key> keys;
    for (const auto& word : beginnings) {
        for (auto& key : words::keys_of(" " + word)) {
            key.text.insert(0, store::kOfCard);
            keys.push_back(std::move(key));
        }
    }
    const auto named = keys.empty() ? std::nullopt : snapshot.objects_with({keys}, kMostCandidates);
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

}  // namespace syncgate::activesync

// Contacts of an account by the words that they are found by (store/object_words.h).
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "model/collection.h"
#include "store/snapshot.h"
#include "store/word_index.h"

namespace syncgate::store {

// The words of a text, folded.
std::vector<std::string> words_in(std::string_view text);

// What cards that hold `sought` (words::sought) are found by.
std::vector<words::Key> card_keys(std::string_view sought);

using SeenBook = std::function<bool(const Collection&)>;
// Looks at a card; whether it wants to see more of them.
using TakeCard = std::function<bool(const std::string& card)>;

// Shows the cards, each once, in books that are `seen`, that the query may mean: whoever asks looks
// at them. None where more than 20,000 objects may be meant, nor for no query.
void contact_cards(const Snapshot& snapshot, const WordQuery& query, const SeenBook& seen,
                   const TakeCard& take);

// Those that may have words which begin with all of `beginnings`; none for no word.
void contact_cards(const Snapshot& snapshot, const std::vector<std::string>& beginnings,
                   const SeenBook& seen, const TakeCard& take);

bool every_book(const Collection& book);

}  // namespace syncgate::store

// Contacts of an account by the words that they are found by (store/object_words.h).
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "model/collection.h"
#include "store/snapshot.h"

namespace syncgate::activesync {

// The words of a text, folded.
std::vector<std::string> words_in(std::string_view text);

// The cards, each once, in books that are `seen`, that may have words which begin with all of
// `beginnings`: whoever asks looks at them. None for no word, nor for one that more than 20,000
// contacts may have.
std::vector<std::string> contact_cards(const store::Snapshot& snapshot,
                                       const std::vector<std::string>& beginnings,
                                       const std::function<bool(const Collection&)>& seen);

}  // namespace syncgate::activesync

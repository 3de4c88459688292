// The cards that tests are run over, where the machine has them.
#pragma once

#include <algorithm>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "formats/vcard/card.h"
#include "tests/unit/support/shared_files.h"

namespace syncgate::vcard {

struct CorpusCard {
    std::string name;  // of its file, and its place there
    std::string text;
};

// Every card of every file, sorted by name.
inline std::vector<CorpusCard> corpus_cards() {
    std::vector<CorpusCard> cards;
    const auto folder = shared_folder() / "corpora/dev/vcards";
    if (!std::filesystem::is_directory(folder)) {
        return cards;
    }
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        const std::string text = read_file(entry.path());
        int place = 0;
        for (const auto card : cards_in(text)) {
            cards.push_back(
                {entry.path().stem().string() + "." + std::to_string(++place), std::string(card)});
        }
    }
    std::sort(cards.begin(), cards.end(),
              [](const auto& a, const auto& b) { return a.name < b.name; });
    return cards;
}

}  // namespace syncgate::vcard

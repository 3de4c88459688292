#include "store/object_words.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "formats/vcard/card.h"
#include "formats/words/words.h"

namespace syncgate::store {

std::string attachment_names(const mime::Structure& structure) {
    std::string names;
    for (std::size_t i = 0; i < structure.parts.size(); ++i) {
        const auto& name = structure.parts[i].name;
        if (!name.empty() && structure.is_attachment(static_cast<int>(i))) {
            names += name + "\n";
        }
    }
    return names;
}

std::vector<std::string> words_of(const mime::Envelope& envelope, const mime::Structure& structure,
                                  std::string_view text) {
    std::string folded = words::fold(envelope.subject);
    for (const auto* list : {&envelope.from, &envelope.to, &envelope.cc, &envelope.bcc}) {
        folded += words::fold(mime::format(*list));
    }
    folded += words::fold(attachment_names(structure));
    folded += words::fold(text);
    return words::keys(folded);
}

bool is_card(std::string_view text) {
    return istarts_with(trim(text), "BEGIN:VCARD");
}

std::vector<std::string> words_of_card(std::string_view text) {
    constexpr std::array<std::string_view, 8> kFoundBy{"EMAIL",
                                                       "FN",
                                                       "N",
                                                       "NICKNAME",
                                                       "ORG",
                                                       "X-PHONETIC-FIRST-NAME",
                                                       "X-PHONETIC-LAST-NAME",
                                                       "X-PHONETIC-ORG"};
    const auto card = vcard::read(text);
    if (!card) {
        return {};
    }
    std::string folded;
    for (const auto& property : card->properties) {
        if (std::find(kFoundBy.begin(), kFoundBy.end(), property.name()) != kFoundBy.end()) {
            folded += words::fold(property.text());
        }
    }
    auto keys = words::keys(folded);
    for (auto& key : keys) {
        key.insert(0, kOfCard);
    }
    return keys;
}

}  // namespace syncgate::store

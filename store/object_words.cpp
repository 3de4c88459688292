#include "store/object_words.h"

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

}  // namespace syncgate::store

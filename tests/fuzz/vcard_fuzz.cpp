// Any bytes as a vCard: written as it was read; each property edited, and all others as they were.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/text.h"
#include "formats/mime/message_index.h"
#include "formats/vcard/card.h"

namespace {

using namespace syncgate;

void require(bool holds) {
    if (!holds) {
        std::abort();
    }
}

bool is_editable(const vcard::Property& property) {
    const auto& name = property.name();
    return !name.empty() && name != "BEGIN" && name != "END" && name != "VERSION" &&
           name != "AGENT";
}

void check_edit(const vcard::Card& card, std::size_t index) {
    constexpr std::string_view kText = "ä; \"x\", y\\z:=\nsecond=";
    vcard::Card edited = card;
    edited.properties[index].set_text(kText);
    const auto again = vcard::read(vcard::write(edited));
    require(again && again->properties.size() == card.properties.size());
    for (std::size_t i = 0; i < card.properties.size(); ++i) {
        require(i == index ? again->properties[i].text() == kText
                           : again->properties[i].source() == card.properties[i].source());
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    mime::init();
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    for (const auto text : vcard::cards_in(bytes)) {
        (void)vcard::read(text);
    }
    const auto card = vcard::read(bytes);
    if (!card) {
        return 0;
    }
    require(vcard::write(*card) == bytes);
    for (std::size_t i = 0; i < card->properties.size(); ++i) {
        const auto& property = card->properties[i];
        require(is_utf8(property.text()) && !property.components().empty());
        if (is_editable(property) && i < 100) {  // an edit writes all of the card
            check_edit(*card, i);
        }
    }
    return 0;
}

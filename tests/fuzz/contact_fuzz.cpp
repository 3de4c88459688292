// Any bytes as a contact: what a client sends back untouched leaves the card byte for byte, and a
// name that it sets is the one that it is shown.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "formats/mime/message_index.h"
#include "formats/vcard/card.h"
#include "formats/wbxml/tags.h"
#include "protocols/activesync/items/contact.h"

namespace {

using namespace syncgate;

void require(bool holds) {
    if (!holds) {
        std::abort();
    }
}

void check_untouched(const vcard::Card& card, std::string_view bytes, activesync::Version version) {
    activesync::RenderOptions options;
    options.version = version;
    const std::string wire = wbxml::write(activesync::render_contact(card, options));
    const auto data = wbxml::parse(wire);
    require(data.has_value());
    activesync::EditOptions merge;
    merge.version = version;
    merge.now = 1;  // which a REV would show
    const auto merged = activesync::merge_contact(card, *data, merge);
    require(merged && vcard::write(*merged) == bytes);
}

void check_renamed(const vcard::Card& card) {
    namespace contacts = wbxml::contacts;
    wbxml::Element data(wbxml::air_sync::kApplicationData);
    data.add(contacts::kLastName, std::string("Doe; \\x"));
    data.add(contacts::kHome2PhoneNumber, std::string("tel:1"));
    const auto merged = activesync::merge_contact(card, data, {});
    if (!merged) {
        require(merged.error().code == ErrorCode::kTooLarge);
        return;
    }
    const auto again = vcard::read(vcard::write(*merged));
    if (!again) {
        require(again.error().code == ErrorCode::kTooLarge);
        return;
    }
    const auto view = activesync::render_contact(*again, {});
    require(view.text(contacts::kLastName) == "Doe; \\x" && !view.has(contacts::kFirstName));
    require(view.text(contacts::kHome2PhoneNumber) == "tel:1" &&
            !view.has(contacts::kHomePhoneNumber));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    mime::init();
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    if (const auto card = vcard::read(bytes)) {
        check_untouched(*card, bytes, activesync::Version::k2_5);
        check_untouched(*card, bytes, activesync::Version::k16_1);
        check_renamed(*card);
    }
    return 0;
}

#include "protocols/activesync/commands/address_list.h"

#include "formats/vcard/card.h"
#include "formats/wbxml/tags.h"
#include "protocols/activesync/items/contact.h"

namespace syncgate::activesync {
namespace {

namespace gal = wbxml::gal;
namespace contacts = wbxml::contacts;

// What a contact is called here and in its own class.
struct Row {
    wbxml::Tag tag, contact;
};

constexpr Row kRows[] = {
    {gal::kPhone, contacts::kBusinessPhoneNumber},
    {gal::kOffice, contacts::kOfficeLocation},
    {gal::kTitle, contacts::kJobTitle},
    {gal::kCompany, contacts::kCompanyName},
    {gal::kFirstName, contacts::kFirstName},
    {gal::kLastName, contacts::kLastName},
    {gal::kHomePhone, contacts::kHomePhoneNumber},
    {gal::kMobilePhone, contacts::kMobilePhoneNumber},
};

void add_card(wbxml::Element& properties, const std::string& text) {
    const auto card = vcard::read(text);
    if (!card) {
        return;
    }
    const auto shown = render_contact(*card, {});
    for (const auto& row : kRows) {
        if (const auto value = shown.text(row.contact).value_or(""); !value.empty()) {
            properties.add(row.tag, std::string(value));
        }
    }
}

}  // namespace

const PictureTags kSearchPictures{
    gal::kPicture, gal::kStatus, gal::kData, wbxml::search::kMaxSize, wbxml::search::kMaxPictures,
    true};
const PictureTags kFindPictures{
    gal::kPicture, gal::kStatus, gal::kData, wbxml::find::kMaxSize, wbxml::find::kMaxPictures,
    true};

void add_person(wbxml::Element& properties, const Person& person,
                std::optional<PictureLimits>& pictures) {
    properties.add(gal::kDisplayName, person.name);
    add_card(properties, person.card);
    properties.add(gal::kAlias, person.alias());
    properties.add(gal::kEmailAddress, person.address);
    if (pictures) {
        add_picture(properties, picture_of(person), *pictures, kSearchPictures);
    }
}

}  // namespace syncgate::activesync

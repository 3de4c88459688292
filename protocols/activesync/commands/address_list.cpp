#include "protocols/activesync/commands/address_list.h"

#include "formats/wbxml/tags.h"

namespace syncgate::activesync {

void add_person(wbxml::Element& properties, const Person& person, bool picture) {
    namespace gal = wbxml::gal;
    constexpr int kNoPicture = 173;
    properties.add(gal::kDisplayName, person.name);
    properties.add(gal::kAlias, person.alias());
    properties.add(gal::kEmailAddress, person.address);
    if (picture) {
        properties.add(gal::kPicture).add(gal::kStatus, kNoPicture);
    }
}

}  // namespace syncgate::activesync

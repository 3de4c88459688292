#include "protocols/dav/carddav/person_card.h"

#include "formats/vcard/card.h"

namespace syncgate::dav::carddav {

std::string person_card(const Person& person) {
    auto card = vcard::new_card(person.address);
    const auto add = [&](std::string name) -> vcard::Property& {
        return card.properties[card.add(vcard::Property(std::move(name), card.version))];
    };
    add("FN").set_text(person.name);
    auto& name = add("N");
    name.set_value(";;;;");
    name.set_component(0, person.name);  // nobody said which part of it is the family's
    add("NICKNAME").set_text(person.address.substr(0, person.address.find('@')));
    auto& address = add("EMAIL");
    address.set_text(person.address);
    address.add_type("INTERNET");
    return vcard::write(card);
}

}  // namespace syncgate::dav::carddav

// A person as the GAL namespace shows one, in the answers of Search and Find.
// Source: MS-ASCMD 2.2.3.8 and others of GAL; 2.2.3.130.1 Picture.
#pragma once

#include "formats/wbxml/element.h"
#include "protocols/activesync/commands/people.h"

namespace syncgate::activesync {

// Appends what is known; with `picture`, that there is none.
void add_person(wbxml::Element& properties, const Person& person, bool picture);

}  // namespace syncgate::activesync

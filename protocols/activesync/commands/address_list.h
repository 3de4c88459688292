// A person as the GAL namespace shows one, in the answers of Search and Find.
// Source: MS-ASCMD 2.2.3.8 and others of GAL; 2.2.3.130.1 Picture.
#pragma once

#include <optional>

#include "formats/wbxml/element.h"
#include "protocols/activesync/commands/people.h"
#include "protocols/activesync/commands/person_picture.h"

namespace syncgate::activesync {

// As Search and as Find name them.
extern const PictureTags kSearchPictures, kFindPictures;

// Appends what is known, of a contact what its card says, too. Where pictures are asked for, hers,
// within what is left of these limits.
void add_person(wbxml::Element& properties, const Person& person,
                std::optional<PictureLimits>& pictures);

}  // namespace syncgate::activesync

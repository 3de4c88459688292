// An account as a card of the directory.
#pragma once

#include <string>

#include "protocols/dav/book_class.h"

namespace syncgate::dav::carddav {

// vCard 3.0; the same person gives the same bytes.
std::string person_card(const Person& person);

}  // namespace syncgate::dav::carddav

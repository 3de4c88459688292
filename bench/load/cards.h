// Cards of people, and a data folder filled with them.
#pragma once

#include <filesystem>
#include <string>

namespace syncgate::bench {

// Of some 500 bytes. `revision` makes it another text.
std::string make_card(int number, int revision);
// The resource that holds it.
std::string card_name(int number);

// Many cards into the default address book of an account, indexed.
void fill_book(const std::filesystem::path& data, int account, int cards);

// People whom `account` may look up: half are accounts of its domain, half are cards of a book of
// `owner`, shared with a group of the two. Some names are many people's, most are few people's.
void add_people(const std::filesystem::path& data, int account, int owner, int people);
// The names by frequency: there are 300 and 3,000.
std::string given_name(int rank);
std::string family_name(int rank);

}  // namespace syncgate::bench

// Whom a name or address may mean: the accounts directory as an address list, who there is in one's
// own domain, with the books that others share, and one's own contacts.
// Source: MS-ASCMD 2.2.1.16 (GAL), 2.2.1.15 ResolveRecipients.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "protocols/activesync/context.h"

namespace syncgate::activesync {

struct Person {
    std::string name;  // the local part where there is no name
    std::string address;
    bool is_contact = false;
    std::string card;  // a contact's vCard; of an account, one that has its address

    [[nodiscard]] std::string alias() const { return address.substr(0, address.find('@')); }
};

// Of so many that a text fits.
inline constexpr std::size_t kMostPeople = 1000;

// Enabled accounts of the domain of `context.who` that have, in their name or before the @, words
// that begin with those of `text`, without regard to case and accents; or whose address begins with
// `text`, where it has an @. By name; none for a text without a word. An address in <> counts
// alone.
Result<std::vector<Person>> find_people(Context& context, std::string_view text);

// These, and then the contacts in books that others share with the account: the address list.
Result<std::vector<Person>> find_listed(Context& context, std::string_view text);

// These, and before what others share the account's own contacts with an address, in books that the
// device sees, by the same rule: each address of one that is found by its name.
Result<std::vector<Person>> find_anybody(Context& context, std::string_view text);

// From the card; "" and none without one.
std::string picture_of(const Person& person);
std::vector<std::string> certificates_of(const Person& person);  // DER

}  // namespace syncgate::activesync

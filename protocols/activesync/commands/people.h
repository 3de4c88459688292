// Whom a name or address may mean: the accounts directory as an address list, who there is in one's
// own domain, the books that others share, one's own contacts, and whom one wrote to.
// Source: MS-ASCMD 2.2.1.16 (GAL), 2.2.1.15 ResolveRecipients.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "protocols/activesync/context.h"

namespace syncgate::activesync {

struct Person {
    std::string name;  // the local part where there is no name
    std::string address;
    bool is_own = false;  // a contact, or whom the user wrote to; else of the directory
    std::string card;     // a contact's vCard; of an account, one that has its address

    [[nodiscard]] std::string alias() const { return address.substr(0, address.find('@')); }
};

// Of so many that a text fits.
inline constexpr std::size_t kMostPeople = 1000;

// For the texts of one request. What a text finds are those that have, in their name or before the
// @, words that begin with those of the text, without regard to case and accents; or whose address
// begins with it, where it has an @. None for a text without a word. An address in <> counts alone.
class People {
  public:
    explicit People(Context& context) : context_(context) {}

    // Enabled accounts of the user's domain, by name; the contacts in books that others share; then
    // those whom the user wrote to, the latest first.
    Result<std::vector<Person>> listed(std::string_view text);

    // Accounts; the user's contacts with an address, in books that the device sees, each address of
    // one that is found by its name; what others share; and then those whom the user wrote to.
    Result<std::vector<Person>> anybody(std::string_view text);

  private:
    Result<std::vector<Person>> with_collected(Result<std::vector<Person>> people,
                                               std::string_view text);
    // Behind those of them that are there.
    Result<void> add_collected(std::vector<Person>& people, std::string_view text);

    struct Collected {
        Person person;
        std::string folded;
    };
    Context& context_;
    std::optional<std::vector<Collected>> collected_;  // once they were asked for
};

// From the card; "" and none without one.
std::string picture_of(const Person& person);
// As DER, each once: of an account those that it was given, and of the card. Errors: kUnavailable.
Result<std::vector<std::string>> certificates_of(Context& context, const Person& person);

}  // namespace syncgate::activesync

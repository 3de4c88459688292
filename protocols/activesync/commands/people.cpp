#include "protocols/activesync/commands/people.h"

#include <algorithm>
#include <tuple>
#include <unordered_map>

#include "base/text.h"
#include "formats/vcard/binary.h"
#include "formats/vcard/card.h"
#include "formats/words/words.h"
#include "formats/x509/chain.h"
#include "protocols/activesync/sync/layers.h"
#include "store/certificates.h"
#include "store/collected.h"
#include "store/contact_search.h"
#include "store/directory.h"
#include "store/groups.h"

namespace syncgate::activesync {
namespace {

std::string_view domain_of(std::string_view address) {
    const auto at = address.rfind('@');
    return at == std::string_view::npos ? std::string_view() : address.substr(at + 1);
}

std::string_view wanted(std::string_view text) {
    const auto open = text.rfind('<');
    const auto close = text.rfind('>');
    if (open != std::string_view::npos && close != std::string_view::npos && open < close) {
        text = text.substr(open + 1, close - open - 1);
    }
    return trim(text);
}

// What is looked for: words, and an address' beginning where it has an @.
struct Sought {
    explicit Sought(std::string_view text)
        : asked(wanted(text)), at(asked.find('@')), words(store::words_in(asked.substr(0, at))) {}

    [[nodiscard]] bool is_address() const { return at != std::string_view::npos; }
    [[nodiscard]] bool fits_address(std::string_view address) const {
        return !is_address() || istarts_with(address, asked);
    }

    std::string_view asked;
    std::size_t at;
    std::vector<std::string> words;
};

Person person_of(const store::AccountRecord& account) {
    Person person{account.display_name, account.address, false, {}};
    person.name = person.name.empty() ? person.alias() : person.name;
    return person;
}

void sort(std::vector<Person>& people) {
    std::sort(people.begin(), people.end(), [](const Person& a, const Person& b) {
        return std::tie(a.name, a.address) < std::tie(b.name, b.address);
    });
}

bool has_all(const std::string& folded, const std::vector<std::string>& beginnings) {
    return std::all_of(beginnings.begin(), beginnings.end(),
                       [&](const std::string& each) { return words::holds(folded, " " + each); });
}

// Each of the card's addresses that fits.
void add_contact(std::vector<Person>& people, const std::string& text, const Sought& sought) {
    constexpr const char* kNames[] = {"FN", "N", "NICKNAME", "ORG"};
    static const std::vector<std::string> kLookedAt{"FN", "N", "NICKNAME", "ORG", "EMAIL"};
    const auto card = vcard::read_named(text, kLookedAt);
    if (!card) {
        return;
    }
    std::string names;
    for (const auto* name : kNames) {
        const auto* property = card->find(name);
        names += property == nullptr ? "" : words::fold(property->text());
    }
    const auto* formatted = card->find("FN");
    for (const auto& property : card->properties) {
        const auto address = property.name() == "EMAIL" ? property.text() : std::string();
        const auto at = address.find('@');
        if (at == std::string::npos || !sought.fits_address(address) ||
            !has_all(names + words::fold(address.substr(0, at)), sought.words)) {
            continue;
        }
        Person person{formatted == nullptr ? "" : formatted->text(), address, true, text};
        person.name = person.name.empty() ? person.alias() : person.name;
        people.push_back(std::move(person));
    }
}

void add_contacts(std::vector<Person>& people, const store::Snapshot& snapshot,
                  const Sought& sought, const store::SeenBook& seen) {
    if (people.size() >= kMostPeople) {
        return;
    }
    store::contact_cards(snapshot, sought.words, seen, [&](const std::string& card) {
        add_contact(people, card, sought);
        return people.size() < kMostPeople;
    });
}

// By name.
Result<std::vector<Person>> find_contacts(Context& context, const Sought& sought) {
    return context.account->read(
        [&](const store::Snapshot& snapshot) -> Result<std::vector<Person>> {
            const auto all = snapshot.collections();
            const auto choices = snapshot.layer_choices(context.viewer().device);
            std::vector<Person> found;
            add_contacts(found, snapshot, sought, [&](const Collection& book) {
                return sight_of(choices, context.viewer(), book, all) == Sight::kShown;
            });
            sort(found);
            return found;
        });
}

// In the books that one account shows another.
Result<void> add_shared(std::vector<Person>& people, store::Store& store, AccountId owner,
                        const store::Sharing& sharing, const Sought& sought) {
    const auto record = store.directory().account(owner);
    if (record && !record->elsewhere.empty()) {
        return {};
    }
    auto account =
        record ? store.account(owner) : Result<std::shared_ptr<store::Account>>(record.error());
    if (!account) {
        return account.error().code == ErrorCode::kNotFound ? Result<void>() : account.error();
    }
    return (*account)->read([&](const store::Snapshot& snapshot) -> Result<void> {
        add_contacts(people, snapshot, sought, [&](const Collection& book) {
            return sharing.book_rights_on(book.id) != store::Rights::kNone;
        });
        return {};
    });
}

// By name.
Result<std::vector<Person>> find_shared(Context& context, const Sought& sought) {
    auto& store = context.services.store;
    const auto sharers = store.directory().groups().shared_with(context.who.account);
    if (!sharers) {
        return sharers.error();
    }
    std::vector<Person> found;
    for (const auto& [owner, sharing] : *sharers) {
        if (auto added = add_shared(found, store, owner, sharing, sought); !added) {
            return added.error();
        }
    }
    sort(found);
    return found;
}

Person* find_address(std::vector<Person>& people, std::string_view address) {
    const auto known = std::find_if(people.begin(), people.end(), [&](const Person& each) {
        return iequals(each.address, address);
    });
    return known == people.end() ? nullptr : &*known;
}

// Each address once; an account has the card of a contact.
Result<std::vector<Person>> joined(Result<std::vector<Person>> people,
                                   Result<std::vector<Person>> contacts) {
    if (!people || !contacts) {
        return people ? contacts.error() : people.error();
    }
    std::unordered_map<std::string, std::size_t> known;  // by address
    for (std::size_t i = 0; i < people->size(); ++i) {
        known.emplace(lower_ascii((*people)[i].address), i);
    }
    for (auto& contact : *contacts) {
        const auto [at, is_new] = known.emplace(lower_ascii(contact.address), people->size());
        if (is_new) {
            people->push_back(std::move(contact));
        } else if ((*people)[at->second].card.empty()) {
            (*people)[at->second].card = std::move(contact.card);
        }
    }
    return people;
}

// Enabled accounts of the user's domain.
Result<std::vector<Person>> find_accounts(Context& context, const Sought& sought) {
    const auto accounts = context.services.store.directory().people(domain_of(context.who.address),
                                                                    sought.words, kMostPeople);
    if (!accounts) {
        return accounts.error();
    }
    std::vector<Person> found;
    for (const auto& each : *accounts) {
        if (sought.fits_address(each.address)) {
            found.push_back(person_of(each));
        }
    }
    sort(found);
    return found;
}

}  // namespace

Result<void> People::add_collected(std::vector<Person>& people, std::string_view text) {
    if (!collected_) {
        const auto all = context_.account->read([](const store::Snapshot& snapshot) {
            return Result(store::collected_addresses(snapshot));
        });
        if (!all) {
            return all.error();
        }
        collected_.emplace();
        for (const auto& each : *all) {
            Person person{each.name, each.address, true, {}};
            auto folded = words::fold(each.name) + words::fold(person.alias());
            person.name = person.name.empty() ? person.alias() : person.name;
            collected_->push_back({std::move(person), std::move(folded)});
        }
    }
    const Sought sought(text);
    if (sought.words.empty()) {
        return {};
    }
    for (const auto& [person, folded] : *collected_) {
        if (people.size() < kMostPeople && sought.fits_address(person.address) &&
            has_all(folded, sought.words) && find_address(people, person.address) == nullptr) {
            people.push_back(person);
        }
    }
    return {};
}

Result<std::vector<Person>> People::with_collected(Result<std::vector<Person>> people,
                                                   std::string_view text) {
    if (people) {
        if (auto added = add_collected(*people, text); !added) {
            return added.error();
        }
    }
    return people;
}

Result<std::vector<Person>> People::listed(std::string_view text) {
    const Sought sought(text);
    return with_collected(joined(find_accounts(context_, sought), find_shared(context_, sought)),
                          text);
}

Result<std::vector<Person>> People::anybody(std::string_view text) {
    const Sought sought(text);
    auto own = joined(find_accounts(context_, sought), find_contacts(context_, sought));
    return with_collected(joined(std::move(own), find_shared(context_, sought)), text);
}

std::string picture_of(const Person& person) {
    const auto card = vcard::read(person.card);
    const auto* photo = card ? card->find("PHOTO") : nullptr;
    auto binary = photo == nullptr ? std::nullopt : vcard::read_binary(*photo);
    return binary ? std::move(binary->bytes) : std::string();
}

Result<std::vector<std::string>> certificates_of(Context& context, const Person& person) {
    std::vector<std::string> found;
    auto& directory = context.services.store.directory();
    if (const auto account = directory.find_recipient(person.address)) {
        auto given = directory.certificates().of(account->id);
        if (!given) {
            return given.error();
        }
        found = *std::move(given);
    } else if (account.error().code != ErrorCode::kNotFound) {
        return account.error();
    }
    if (const auto card = vcard::read(person.card)) {
        for (const auto& property : card->properties) {
            auto key = property.name() == "KEY" ? vcard::read_binary(property) : std::nullopt;
            const bool fresh =
                key && std::find(found.begin(), found.end(), key->bytes) == found.end();
            if (fresh && x509::is_certificate(key->bytes)) {
                found.push_back(std::move(key->bytes));
            }
        }
    }
    return found;
}

}  // namespace syncgate::activesync

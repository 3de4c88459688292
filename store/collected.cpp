#include "store/collected.h"

#include <algorithm>
#include <set>

#include "base/text.h"
#include "formats/vcard/card.h"
#include "store/contact_search.h"
#include "store/object_words.h"
#include "store/scope_of.h"

namespace syncgate::store {
namespace {

constexpr std::size_t kAddressBytes = 254;  // RFC 5321 4.5.3.1.3, without the brackets
constexpr std::size_t kNameBytes = 250;
constexpr std::size_t kAtOnce = 100;  // alternatives of one query for words

// nullopt: it is no address.
std::optional<Correspondent> normal(const Correspondent& from) {
    Correspondent made{lower_ascii(trim(from.address)), to_plain_line(from.name)};
    if (made.address.empty() || made.address.size() > kAddressBytes ||
        made.address != to_plain_line(made.address)) {
        return std::nullopt;
    }
    made.name = trim(cut_utf8(trim(made.name), kNameBytes));
    if (iequals(made.name, made.address)) {
        made.name.clear();
    }
    return made;
}

std::vector<std::string> addresses_in(std::string_view text) {
    std::vector<std::string> found;
    if (const auto card = vcard::read(text)) {
        for (const auto& property : card->properties) {
            if (property.name() == "EMAIL") {
                found.push_back(lower_ascii(trim(property.text())));
            }
        }
    }
    return found;
}

// Of those that were never written to. One that is there already is no contact: it left the list
// when the contact was saved.
std::set<std::string> contacts_among(const Snapshot& snapshot,
                                     std::span<const Correspondent> people) {
    std::set<std::string> found;
    for (std::size_t at = 0; at < people.size(); at += kAtOnce) {
        WordQuery query;
        for (const auto& each : people.subspan(at, std::min(kAtOnce, people.size() - at))) {
            if (auto keys = card_keys(words::fold(each.address)); !keys.empty()) {
                query.push_back(std::move(keys));
            }
        }
        contact_cards(snapshot, query, every_book, [&](const std::string& card) {
            for (auto& address : addresses_in(card)) {
                found.insert(std::move(address));
            }
            return true;
        });
    }
    return found;
}

// False when it is not there.
bool use_again(Scope& scope, const Correspondent& person, UnixMillis now) {
    if (person.name.empty()) {
        return run(scope.db,
                   "UPDATE collected_address SET used = $1 WHERE account = $2 AND address = $3",
                   now, scope.account, person.address) != 0;
    }
    return run(scope.db,
               "UPDATE collected_address SET used = $1, name = $2"
               " WHERE account = $3 AND address = $4",
               now, person.name, scope.account, person.address) != 0;
}

void forget(Scope& scope, std::string_view address) {
    run(scope.db, "DELETE FROM collected_address WHERE account = $1 AND address = $2",
        scope.account, address);
}

void forget_oldest(Scope& scope) {
    std::vector<std::string> oldest;
    {
        Query rows(scope.db,
                   "SELECT address FROM collected_address WHERE account = $1"
                   " ORDER BY used DESC, address LIMIT $2 OFFSET $3",
                   scope.account, kMostCollected, kMostCollected);
        while (rows.next()) {
            oldest.push_back(rows.text(0));
        }
    }
    for (const auto& address : oldest) {
        forget(scope, address);
    }
}

}  // namespace

std::vector<CollectedAddress> collected_addresses(const Snapshot& snapshot) {
    Scope& scope = scope_of(snapshot);
    Query rows(scope.db,
               "SELECT address, name, used FROM collected_address WHERE account = $1"
               " ORDER BY used DESC, address",
               scope.account);
    std::vector<CollectedAddress> found;
    while (rows.next()) {
        found.push_back({rows.text(0), rows.text(1), rows.integer(2)});
    }
    return found;
}

void clear_collected_addresses(Note& note) {
    Scope& scope = scope_of(note);
    run(scope.db, "DELETE FROM collected_address WHERE account = $1", scope.account);
}

bool collects_addresses(const Snapshot& snapshot) {
    Scope& scope = scope_of(snapshot);
    Query row(scope.db, "SELECT value FROM setting WHERE account = $1 AND name = 'collect'",
              scope.account);
    return !row.next() || row.bytes(0) != "off";
}

void set_collects_addresses(Note& note, bool collects) {
    Scope& scope = scope_of(note);
    run(scope.db, "DELETE FROM setting WHERE account = $1 AND name = 'collect'", scope.account);
    if (!collects) {
        run(scope.db, "INSERT INTO setting(account, name, value) VALUES($1, 'collect', 'off')",
            scope.account);
    }
}

void collect_addresses(Change& change, std::span<const Correspondent> written_to) {
    if (!collects_addresses(change)) {
        return;
    }
    Scope& scope = scope_of(change);
    const UnixMillis now = scope.clock.now_millis();
    std::vector<Correspondent> fresh;
    for (const auto& each : written_to) {
        auto person = normal(each);
        if (person && !use_again(scope, *person, now)) {
            fresh.push_back(*std::move(person));
        }
    }
    if (fresh.empty()) {
        return;
    }
    const auto contacts = contacts_among(change, fresh);
    for (const auto& person : fresh) {
        if (!contacts.contains(person.address)) {
            run(scope.db,
                "INSERT INTO collected_address(account, address, name, used)"
                " VALUES($1, $2, $3, $4) ON CONFLICT(account, address) DO NOTHING",
                scope.account, person.address, person.name, now);
        }
    }
    forget_oldest(scope);
}

void note_card(Scope& scope, ObjectId id, const NewObject& object) {
    if (object.envelope.empty() && is_card(object.bytes) &&
        find_integer(scope.db, "SELECT 1 FROM collected_address WHERE account = $1 LIMIT 1",
                     scope.account)) {
        scope.card_addresses[id] = addresses_in(object.bytes);
    }
}

void forget_collected(Scope& scope, ObjectId object) {
    const auto card = scope.card_addresses.find(object);
    if (card != scope.card_addresses.end()) {
        for (const auto& address : card->second) {
            forget(scope, address);
        }
    }
}

}  // namespace syncgate::store

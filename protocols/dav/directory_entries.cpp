#include "protocols/dav/directory_entries.h"

#include <set>

#include "base/text.h"
#include "formats/digest/sha256.h"

namespace syncgate::dav {
namespace {

constexpr std::size_t kMostPeople = 1000;  // as many as an address list finds

std::string_view domain_of(std::string_view address) {
    return address.substr(address.rfind('@') + 1);
}

Entry entry_of(const BookClass& books, const store::AccountRecord& record) {
    const auto shown = owner_of(record);
    Entry entry;
    entry.text = books.text_of({shown.display_name, record.address});
    entry.node.kind = Kind::kEntry;
    entry.node.books = &books;
    store::Resource card;
    card.name = entry_name(books, record.address);
    card.digest = digest::sha256(entry.text);
    card.size = entry.text.size();
    card.entered = record.created;
    card.changed = record.created;
    entry.node.item = std::move(card);
    return entry;
}

}  // namespace

std::string entry_name(const BookClass& books, std::string_view address) {
    return std::string(address) + std::string(books.facts().extension);
}

bool is_of_own_domain(const Owner& viewer, std::string_view address) {
    return iequals(domain_of(viewer.address), domain_of(address));
}

Result<Entry> find_entry(const Context& context, const BookClass& books, std::string_view name) {
    const Error nobody{ErrorCode::kNotFound, "dav: nobody's card"};
    const auto extension = books.facts().extension;
    if (!name.ends_with(extension)) {
        return nobody;
    }
    const auto address = name.substr(0, name.size() - extension.size());
    const auto record = context.services.store.directory().find_login(address);
    if (!record) {
        return record.error();
    }
    // By its own address alone: each card has one path.
    if (!record->enabled || !iequals(record->address, address) ||
        !is_of_own_domain(context.owner, address)) {
        return nobody;
    }
    return entry_of(books, *record);
}

Result<FoundEntries> find_entries(const Context& context, const BookClass& books,
                                  const std::vector<Beginnings>& sought) {
    FoundEntries found;
    std::set<AccountId> seen;
    for (const auto& beginnings : sought) {
        const auto people = context.services.store.directory().people(
            domain_of(context.owner.address), beginnings, kMostPeople);
        if (!people) {
            return people.error();
        }
        found.complete = found.complete && people->size() < kMostPeople;
        for (const auto& each : *people) {
            if (seen.insert(each.id).second) {
                found.entries.push_back(entry_of(books, each));
            }
        }
    }
    return found;
}

}  // namespace syncgate::dav

#include "protocols/activesync/items/contact_lists.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <string>
#include <vector>

#include "formats/wbxml/tags.h"
#include "protocols/activesync/items/contact_forms.h"
#include "protocols/activesync/items/contact_places.h"

namespace syncgate::activesync {
namespace {

namespace contacts = wbxml::contacts;

struct ListRow {
    wbxml::Tag list;
    wbxml::Tag item;
    Place place;
    bool one_property;  // that holds all items; else one for each
};
constexpr ListRow kLists[] = {
    {contacts::kChildren, contacts::kChild, Place::kChild, false},
    {contacts::kCategories, contacts::kCategory, Place::kCategories, true},
};

std::vector<std::string> items_of(const vcard::Property& property, const ListRow& row) {
    return row.one_property ? property.items() : std::vector{property.text()};
}

void add_item(std::vector<std::string>& items, std::set<std::string>& seen, std::string item) {
    if (!item.empty() && seen.insert(item).second) {
        items.push_back(std::move(item));
    }
}

std::vector<std::string> shown_items(const vcard::Card& card, const Standings& standings,
                                     const ListRow& row) {
    std::vector<std::string> items;
    std::set<std::string> seen;
    for (const std::size_t index : standings.all(row.place)) {
        for (const auto& item : items_of(card.properties[index], row)) {
            add_item(items, seen, canonical_text(item));
        }
    }
    items.resize(std::min(items.size(), kMaxListItems));
    return items;
}

// What remains of each property without the items that go; a property of which nothing remains
// goes too.
void remove_items(vcard::Card& card, const ListRow& row, const std::set<std::string>& going) {
    const Standings standings(card);
    std::vector<std::size_t> emptied;
    for (const std::size_t index : standings.all(row.place)) {
        vcard::Property& property = card.properties[index];
        auto items = items_of(property, row);
        if (std::erase_if(items, [&](const std::string& item) {
                return going.contains(canonical_text(item));
            }) == 0) {
            continue;
        }
        if (items.empty()) {
            emptied.push_back(index);
        } else {
            property.set_items(items);
        }
    }
    if (!emptied.empty()) {
        remove_properties(card, emptied, standings);
    }
}

void add_items(vcard::Card& card, const ListRow& row, const std::vector<std::string>& coming) {
    if (!row.one_property) {
        for (const auto& item : coming) {
            card.properties[card.add(new_property(row.place, card.version))].set_text(item);
        }
        return;
    }
    const auto there = Standings(card).all(row.place);
    const bool is_new = there.empty();
    vcard::Property& property =
        card.properties[is_new ? card.add(new_property(row.place, card.version)) : there.front()];
    auto items = is_new ? std::vector<std::string>() : property.items();
    std::erase(items, "");
    items.insert(items.end(), coming.begin(), coming.end());
    property.set_items(items);
}

Result<bool> merge_list(vcard::Card& card, const ListRow& row, const wbxml::Element* list) {
    std::vector<std::string> wanted;
    std::set<std::string> wanted_set;
    if (list != nullptr) {
        if (list->children().size() > kMaxListItems) {
            return Error{ErrorCode::kMalformed, "activesync: too many items of a contact's list"};
        }
        for (const auto& item : list->children()) {
            add_item(wanted, wanted_set, canonical_text(item.content()));
        }
    }
    const auto shown = shown_items(card, Standings(card), row);
    const std::set<std::string> shown_set(shown.begin(), shown.end());
    std::set<std::string> going;
    std::set_difference(shown_set.begin(), shown_set.end(), wanted_set.begin(), wanted_set.end(),
                        std::inserter(going, going.end()));
    std::erase_if(wanted, [&](const std::string& item) { return shown_set.contains(item); });
    if (!going.empty()) {
        remove_items(card, row, going);
    }
    if (!wanted.empty()) {
        add_items(card, row, wanted);
    }
    return !going.empty() || !wanted.empty();
}

}  // namespace

void render_contact_lists(const vcard::Card& card, const Standings& standings,
                          wbxml::Element& data) {
    for (const auto& row : kLists) {
        const auto items = shown_items(card, standings, row);
        if (items.empty()) {
            continue;
        }
        wbxml::Element& list = data.add(row.list);
        for (const auto& item : items) {
            list.add(row.item, item);
        }
    }
}

Result<bool> merge_contact_lists(vcard::Card& card, const wbxml::Element& data,
                                 const Supported& supported) {
    bool changed = false;
    for (const auto& row : kLists) {
        const auto* list = data.child(row.list);
        if (list == nullptr && supported.ghosts(row.list)) {
            continue;
        }
        const auto merged = merge_list(card, row, list);
        if (!merged) {
            return merged.error();
        }
        changed = changed || *merged;
    }
    return changed;
}

}  // namespace syncgate::activesync

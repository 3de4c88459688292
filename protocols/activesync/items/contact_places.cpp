#include "protocols/activesync/items/contact_places.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "base/text.h"
#include "formats/vcard/binary.h"

namespace syncgate::activesync {
namespace {

using vcard::Card;
using vcard::Property;

constexpr std::string_view kSlot = "X-SYNCGATE-SLOT";
constexpr std::uint64_t kMaxSlot = 1000;
constexpr auto kPlaces = static_cast<std::size_t>(Place::kCount);

// Labels by their groups, in lower case.
using Labels = std::map<std::string, std::string>;

Labels labels_of(const Card& card) {
    Labels labels;
    for (const auto& property : card.properties) {
        if (property.name() == "X-ABLABEL" && !property.group().empty()) {
            labels.emplace(lower_ascii(property.group()), vcard::label_text(property));
        }
    }
    return labels;
}

std::string_view label_of(const Property& property, const Labels& labels) {
    if (property.group().empty() || labels.empty()) {
        return {};
    }
    const auto found = labels.find(lower_ascii(property.group()));
    return found == labels.end() ? std::string_view() : std::string_view(found->second);
}

bool has_sign(const Property& property, std::string_view label, const Sign& sign) {
    const bool link = sign.property == "RELATED" && !iequals(property.parameter("VALUE"), "text");
    return !link && (sign.label.empty() || iequals(sign.label, label)) &&
           std::all_of(sign.types.begin(), sign.types.end(), [&](std::string_view type) {
               return type.empty() || property.has_type(type);
           });
}

// Signs by their property, each property's in the order of the table.
using SignsByName = std::multimap<std::string_view, const Sign*>;

const SignsByName& signs_by_name() {
    static const SignsByName by_name = [] {
        SignsByName all;
        for (const auto& sign : signs()) {
            all.emplace(sign.property, &sign);
        }
        return all;
    }();
    return by_name;
}

const Sign* sign_of(const Property& property, const Labels& labels) {
    const auto [begin, end] = signs_by_name().equal_range(property.name());
    const auto label = begin == end ? std::string_view() : label_of(property, labels);
    const auto found = std::find_if(
        begin, end, [&](const auto& each) { return has_sign(property, label, *each.second); });
    return found == end ? nullptr : found->second;
}

// A picture that is only a link stands behind one that is there.
bool is_link(const Property& property) {
    return property.name() == "PHOTO" && !property.is_base64() &&
           !istarts_with(trim(property.value()), "data:");
}

std::optional<std::size_t> pin_of(const Property& property) {
    const auto slot = parse_uint(property.parameter(kSlot));
    return slot && *slot < kMaxSlot ? std::optional<std::size_t>(*slot) : std::nullopt;
}

// The items of a list stand in no slots.
bool is_list(Place place) {
    return place == Place::kNone || place == Place::kCategories || place == Place::kChild;
}

// The slots of one place, taken by those that are pinned, then from the lowest free one on.
class Slots {
  public:
    bool take(std::size_t slot) { return taken_.insert(slot).second; }
    std::size_t take_free() {
        while (!take(next_)) {
            ++next_;
        }
        return next_++;
    }

  private:
    std::set<std::size_t> taken_;
    std::size_t next_ = 0;
};

const Sign& sign_for_new(Place place, vcard::Version version) {
    const auto all = signs();
    // 4.0 has a name of its own for this one.
    const bool own = place == Place::kAnniversary && version == vcard::Version::k4_0;
    return *std::find_if(all.begin(), all.end(), [&](const Sign& sign) {
        return sign.place == place && (!own || sign.property == "ANNIVERSARY");
    });
}

// Marks the labels of groups that lose all else.
void mark_orphans(const Card& card, std::vector<bool>& removed) {
    const auto is_label = [](const Property& each) {
        return each.name() == "X-ABLABEL" || each.name() == "X-ABADR";
    };
    std::set<std::string> left;
    std::set<std::string> lost;
    for (std::size_t i = 0; i < card.properties.size(); ++i) {
        const Property& property = card.properties[i];
        if (!property.group().empty() && !is_label(property)) {
            (removed[i] ? lost : left).insert(lower_ascii(property.group()));
        }
    }
    for (std::size_t i = 0; i < card.properties.size(); ++i) {
        const std::string group = lower_ascii(card.properties[i].group());
        if (is_label(card.properties[i]) && lost.contains(group) && !left.contains(group)) {
            removed[i] = true;
        }
    }
}

}  // namespace

Standings::Standings(const Card& card) : standings_(card.properties.size()) {
    const Labels labels = labels_of(card);
    std::array<Slots, kPlaces> slots;
    std::vector<bool> pinned(standings_.size());
    for (std::size_t i = 0; i < standings_.size(); ++i) {
        const Property& property = card.properties[i];
        const Sign* sign = sign_of(property, labels);
        if (sign == nullptr) {
            continue;
        }
        standings_[i] = {sign->place, sign->loose || is_link(property), 0};
        if (const auto pin = is_list(sign->place) ? std::nullopt : pin_of(property)) {
            pinned[i] = slots[static_cast<std::size_t>(sign->place)].take(*pin);
            standings_[i].slot = *pin;
        }
    }
    for (const bool loose : {false, true}) {
        for (std::size_t i = 0; i < standings_.size(); ++i) {
            Standing& standing = standings_[i];
            if (!pinned[i] && standing.loose == loose && !is_list(standing.place)) {
                standing.slot = slots[static_cast<std::size_t>(standing.place)].take_free();
            }
        }
    }
}

std::optional<std::size_t> Standings::find(Place place, std::size_t slot) const {
    const auto found = std::find_if(
        standings_.begin(), standings_.end(),
        [&](const Standing& each) { return each.place == place && each.slot == slot; });
    return found == standings_.end()
               ? std::nullopt
               : std::optional(static_cast<std::size_t>(found - standings_.begin()));
}

std::vector<std::size_t> Standings::all(Place place) const {
    std::vector<std::size_t> found;
    for (std::size_t i = 0; i < standings_.size(); ++i) {
        if (standings_[i].place == place) {
            found.push_back(i);
        }
    }
    return found;
}

std::optional<std::size_t> Standings::slot_of(std::size_t property) const {
    const Standing& standing = standings_[property];
    return standing.place == Place::kNone ? std::nullopt : std::optional(standing.slot);
}

Property new_property(Place place, vcard::Version version) {
    const Sign& sign = sign_for_new(place, version);
    Property property(std::string(sign.property), version);
    for (const auto type : sign.types) {
        if (!type.empty()) {
            property.add_type(type);
        }
    }
    if (place == Place::kName) {
        property.set_value(";;;;");
    } else if (sign.property == "ADR") {
        property.set_value(";;;;;;");
    }
    return property;
}

std::size_t add_property(Card& card, Place place, std::size_t slot) {
    const std::size_t index = card.add(new_property(place, card.version));
    if (Standings(card).slot_of(index) != slot) {
        card.properties[index].set_parameter(kSlot, std::to_string(slot));
    }
    return index;
}

void remove_properties(Card& card, const std::vector<std::size_t>& indexes,
                       const Standings& standings) {
    std::vector<bool> removed(card.properties.size());
    for (const std::size_t index : indexes) {
        removed[index] = true;
    }
    mark_orphans(card, removed);
    std::vector<Property> kept;
    std::vector<std::optional<std::size_t>> slots;
    for (std::size_t i = 0; i < card.properties.size(); ++i) {
        if (!removed[i]) {
            kept.push_back(std::move(card.properties[i]));
            slots.push_back(standings.slot_of(i));
        }
    }
    card.properties = std::move(kept);
    const Standings after(card);
    for (std::size_t i = 0; i < card.properties.size(); ++i) {
        if (slots[i] && after.slot_of(i) != slots[i]) {
            card.properties[i].set_parameter(kSlot, std::to_string(*slots[i]));
        }
    }
}

}  // namespace syncgate::activesync

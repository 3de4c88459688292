// Which property of a card is which of ActiveSync's fields: its place there, and its slot among
// those of the same place.
//
// A slot is the place in line ("the second phone at home"), or what X-SYNCGATE-SLOT says. The first
// one's going pins those behind it, so that the second is never taken for the first.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "formats/vcard/card.h"

namespace syncgate::activesync {

enum class Place : std::uint8_t {
    kNone,  // nothing that ActiveSync knows
    kName,
    kFormattedName,
    kFileAs,
    kNickname,
    kYomiFirst,
    kYomiLast,
    kYomiCompany,
    kCompany,
    kTitle,
    kOffice,
    kEmail,
    kMessenger,
    kHomePhone,
    kHomeFax,
    kWorkPhone,
    kWorkFax,
    kMobile,
    kPager,
    kCar,
    kRadio,
    kAssistantPhone,
    kCompanyPhone,
    kHomeAddress,
    kWorkAddress,
    kOtherAddress,
    kWeb,
    kBirthday,
    kAnniversary,
    kSpouse,
    kAssistant,
    kManager,
    kChild,
    kCategories,
    kNote,
    kPicture,
    kCustomer,
    kGovernment,
    kAccount,
    kTextMessages,
    kAlias,
    kRank,
    kCount,
};

// How a place is recognised. The first sign of a property counts, and the first sign of a place
// tells how a new property is written.
struct Sign {
    Place place;
    std::string_view property;
    std::array<std::string_view, 2> types{};  // both must be there
    std::string_view label{};                 // what Apple's X-ABLabel must say
    bool loose = false;                       // stands behind those with a better sign
};
std::span<const Sign> signs();

class Standings {
  public:
    explicit Standings(const vcard::Card& card);
    // The index of the property in a slot; nullopt when it is free.
    [[nodiscard]] std::optional<std::size_t> find(Place place, std::size_t slot) const;
    // All of a place, in the order of the card.
    [[nodiscard]] std::vector<std::size_t> all(Place place) const;
    // nullopt for a property without a place.
    [[nodiscard]] std::optional<std::size_t> slot_of(std::size_t property) const;

  private:
    struct Standing {
        Place place = Place::kNone;
        bool loose = false;
        std::size_t slot = 0;
    };
    std::vector<Standing> standings_;  // one a property
};

// A property as a place has it, with nothing said yet.
vcard::Property new_property(Place place, vcard::Version version);

// Adds an empty property in a slot that is free. Returns its index.
std::size_t add_property(vcard::Card& card, Place place, std::size_t slot);

// Removes properties, by ascending indexes, and what Apple wrote beside one (its label) that was
// alone in its group. All others keep the slots that they have in `standings`.
void remove_properties(vcard::Card& card, const std::vector<std::size_t>& indexes,
                       const Standings& standings);

}  // namespace syncgate::activesync

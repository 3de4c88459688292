#include "formats/vcard/group.h"

#include <algorithm>

#include "base/text.h"

namespace syncgate::vcard {

bool is_group(const Card& card) {
    return std::any_of(
        card.properties.begin(), card.properties.end(), [](const Property& property) {
            return (property.name() == "KIND" || property.name() == "X-ADDRESSBOOKSERVER-KIND") &&
                   iequals(trim(property.value()), "group");
        });
}

std::vector<std::string> members(const Card& card) {
    std::vector<std::string> all;
    for (const auto& property : card.properties) {
        if (property.name() == "MEMBER" || property.name() == "X-ADDRESSBOOKSERVER-MEMBER") {
            all.push_back(property.text());
        }
    }
    std::vector<std::string> sorted = all;
    std::sort(sorted.begin(), sorted.end());
    std::vector<std::string> once;
    for (auto& member : all) {
        const auto first = std::lower_bound(sorted.begin(), sorted.end(), member);
        if (first != sorted.end() && *first == member) {
            once.push_back(std::move(member));
            sorted.erase(first, std::upper_bound(first, sorted.end(), once.back()));
        }
    }
    return once;
}

}  // namespace syncgate::vcard

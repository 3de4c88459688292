#include "formats/vcard/card.h"

#include <algorithm>

#include "base/text.h"

namespace syncgate::vcard {
namespace {

constexpr std::string_view kAppleBegin = "_$!<";
constexpr std::string_view kAppleEnd = ">!$_";

}  // namespace

const Property* Card::find(std::string_view name) const {
    const auto found = std::find_if(properties.begin(), properties.end(),
                                    [&](const Property& each) { return each.name() == name; });
    return found == properties.end() ? nullptr : &*found;
}

Property* Card::find(std::string_view name) {
    const auto found = std::find_if(properties.begin(), properties.end(),
                                    [&](const Property& each) { return each.name() == name; });
    return found == properties.end() ? nullptr : &*found;
}

std::size_t Card::add(Property property) {
    const auto end = std::find_if(properties.rbegin(), properties.rend(),
                                  [](const Property& each) { return each.name() == "END"; });
    const auto index = end == properties.rend()
                           ? properties.size()
                           : static_cast<std::size_t>(properties.rend() - end) - 1;
    properties.insert(properties.begin() + static_cast<std::ptrdiff_t>(index), std::move(property));
    return index;
}

std::string Card::label(const Property& property) const {
    if (property.group().empty()) {
        return {};
    }
    const auto found = std::find_if(properties.begin(), properties.end(), [&](const Property& p) {
        return p.name() == "X-ABLABEL" && iequals(p.group(), property.group());
    });
    return found == properties.end() ? std::string() : label_text(*found);
}

std::string label_text(const Property& property) {
    const std::string text = property.text();
    std::string_view label = trim(text);
    if (label.size() >= kAppleBegin.size() + kAppleEnd.size() && label.starts_with(kAppleBegin) &&
        label.ends_with(kAppleEnd)) {
        label.remove_prefix(kAppleBegin.size());
        label.remove_suffix(kAppleEnd.size());
    }
    return std::string(label);
}

Card new_card(std::string_view uid) {
    Card card;
    const auto add = [&](std::string name, std::string_view text) {
        card.properties.emplace_back(std::move(name), Version::k3_0).set_text(text);
    };
    add("BEGIN", "VCARD");
    add("VERSION", "3.0");
    add("PRODID", "-//Syncgate//EN");
    add("UID", uid);
    add("END", "VCARD");
    return card;
}

}  // namespace syncgate::vcard

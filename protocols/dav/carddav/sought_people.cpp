#include "protocols/dav/carddav/sought_people.h"

#include <algorithm>

#include "base/text.h"
#include "formats/words/words.h"
#include "protocols/dav/carddav/property_name.h"
#include "protocols/dav/names.h"

namespace syncgate::dav::carddav {
namespace {

using xml::Element;
using xml::Name;

using Sought = std::optional<std::vector<Beginnings>>;

// Where the words of a person stand.
bool has_words(const PropertyName& name) {
    constexpr std::string_view kWorded[] = {"FN", "N", "NICKNAME", "EMAIL", "UID"};
    return std::find(std::begin(kWorded), std::end(kWorded), name.name) != std::end(kWorded);
}

// What every card has, whoever it is of.
bool is_of_all(const PropertyName& name) {
    constexpr std::string_view kOfAll[] = {"BEGIN", "VERSION", "PRODID", "END"};
    return std::find(std::begin(kOfAll), std::end(kOfAll), name.name) != std::end(kOfAll);
}

bool tests_all(const Element& element) {
    const auto* test = element.attribute({"", "test"});
    return test != nullptr && *test == "allof";
}

Sought of_text(const Element& match) {
    const auto* negated = match.attribute({"", "negate-condition"});
    if (negated != nullptr && *negated == "yes") {
        return std::nullopt;
    }
    const std::string_view text = match.text;
    const auto folded = words::fold(text.substr(0, text.find('@')));
    Beginnings beginnings;
    for (const auto word : split(folded, ' ')) {
        if (!word.empty()) {
            beginnings.emplace_back(word);
        }
    }
    if (beginnings.empty()) {
        return std::nullopt;
    }
    return std::vector<Beginnings>{std::move(beginnings)};
}

// Where all must hold, one that words find is enough; else each must be found by words.
Sought combined(const std::vector<Sought>& parts, bool all) {
    const auto is_found = [](const Sought& each) { return each.has_value(); };
    if (all) {
        const auto it = std::find_if(parts.begin(), parts.end(), is_found);
        return it == parts.end() ? std::nullopt : *it;
    }
    if (parts.empty() || !std::all_of(parts.begin(), parts.end(), is_found)) {
        return std::nullopt;
    }
    std::vector<Beginnings> alternatives;
    for (const auto& each : parts) {
        alternatives.insert(alternatives.end(), each->begin(), each->end());
    }
    return alternatives;
}

Sought of_property(const Element& filter) {
    const auto* written = filter.attribute({"", "name"});
    const auto name = property_name(written == nullptr ? "" : *written);
    if (filter.child(Name{kCardDav, "is-not-defined"}) != nullptr || is_of_all(name)) {
        return std::nullopt;
    }
    if (!has_words(name) || !name.group.empty()) {
        return std::vector<Beginnings>();
    }
    std::vector<Sought> parts;
    for (const auto& each : filter.children) {
        parts.push_back(each.is({kCardDav, "text-match"}) ? of_text(each) : std::nullopt);
    }
    return combined(parts, tests_all(filter));
}

}  // namespace

std::optional<std::vector<Beginnings>> sought_people(const Element& query) {
    const auto* filter = query.child(Name{kCardDav, "filter"});
    if (filter == nullptr) {
        return std::nullopt;
    }
    std::vector<Sought> parts;
    for (const auto& each : filter->children) {
        parts.push_back(of_property(each));
    }
    return combined(parts, tests_all(*filter));
}

}  // namespace syncgate::dav::carddav

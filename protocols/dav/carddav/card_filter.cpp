#include "protocols/dav/carddav/card_filter.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "formats/vcard/card.h"
#include "protocols/dav/carddav/property_name.h"
#include "protocols/dav/carddav/text_match.h"
#include "protocols/dav/names.h"

namespace syncgate::dav::carddav {
namespace {

using vcard::Property;
using xml::Element;
using xml::Name;

constexpr Broken kUnsupported{{kCardDav, "supported-filter"}};

// Whether all, or any, of the tests hold; of none, all do.
template <class T, class Test>
bool holds(const std::vector<T>& tests, bool all, Test test) {
    return all || tests.empty() ? std::all_of(tests.begin(), tests.end(), test)
                                : std::any_of(tests.begin(), tests.end(), test);
}

struct ParameterFilter {
    std::string name;  // upper case
    bool is_not_defined = false;
    std::optional<TextMatch> match;

    [[nodiscard]] bool matches(const Property& property) const {
        std::vector<std::string> values;
        for (const auto& each : property.parameters()) {
            // A bare value of 2.1 is a TYPE.
            if (each.name == name || (each.name.empty() && name == "TYPE")) {
                values.insert(values.end(), each.values.begin(), each.values.end());
            }
        }
        if (is_not_defined || !match) {
            return values.empty() == is_not_defined;
        }
        const bool found = std::any_of(values.begin(), values.end(),
                                       [&](const std::string& each) { return match->finds(each); });
        return !values.empty() && found != match->is_negated();
    }
};

struct PropertyFilter {
    PropertyName name;
    bool is_not_defined = false;
    bool all = false;
    std::vector<TextMatch> matches_of_text;
    std::vector<ParameterFilter> parameters;

    [[nodiscard]] bool matches(const vcard::Card& card) const {
        const bool found = std::any_of(
            card.properties.begin(), card.properties.end(),
            [&](const auto& each) { return names(name, each) && (is_not_defined || fits(each)); });
        return found != is_not_defined;
    }

  private:
    [[nodiscard]] bool fits(const Property& property) const {
        if (matches_of_text.empty() && parameters.empty()) {
            return true;
        }
        const auto by_text = [&](const TextMatch& each) { return each.matches(property.text()); };
        const auto by_parameter = [&](const auto& each) { return each.matches(property); };
        if (all) {
            return holds(matches_of_text, true, by_text) && holds(parameters, true, by_parameter);
        }
        return std::any_of(matches_of_text.begin(), matches_of_text.end(), by_text) ||
               std::any_of(parameters.begin(), parameters.end(), by_parameter);
    }
};

class CardFilter final : public Filter {
  public:
    CardFilter(std::vector<PropertyFilter> filters, bool all)
        : filters_(std::move(filters)), all_(all) {
        for (const auto& each : filters_) {
            names_.push_back(each.name.name);
        }
    }

    [[nodiscard]] bool matches(std::string_view text) const override {
        const auto card = vcard::read_named(text, names_);
        return card && holds(filters_, all_,
                             [&](const PropertyFilter& each) { return each.matches(*card); });
    }

  private:
    std::vector<PropertyFilter> filters_;
    std::vector<std::string> names_;  // of all that they look at
    bool all_;
};

// "anyof" without the attribute; nullopt for what is neither.
std::optional<bool> tests_all(const Element& element) {
    const auto* test = element.attribute({"", "test"});
    if (test == nullptr || *test == "anyof") {
        return false;
    }
    return *test == "allof" ? std::optional(true) : std::nullopt;
}

Taken<ParameterFilter> parse_parameter(const Element& element) {
    const auto* name = element.attribute({"", "name"});
    if (name == nullptr) {
        return kUnsupported;
    }
    ParameterFilter filter;
    filter.name = property_name(*name).name;
    filter.is_not_defined = element.child(Name{kCardDav, "is-not-defined"}) != nullptr;
    if (const auto* match = element.child(Name{kCardDav, "text-match"})) {
        auto parsed = parse_text_match(*match);
        if (const auto* broken = std::get_if<Broken>(&parsed)) {
            return *broken;
        }
        filter.match = std::get<TextMatch>(std::move(parsed));
    }
    return filter;
}

Taken<PropertyFilter> parse_property(const Element& element) {
    const auto* name = element.attribute({"", "name"});
    const auto all = tests_all(element);
    if (name == nullptr || !all) {
        return kUnsupported;
    }
    PropertyFilter filter;
    filter.name = property_name(*name);
    filter.all = *all;
    for (const auto& each : element.children) {
        if (each.is({kCardDav, "is-not-defined"})) {
            filter.is_not_defined = true;
        } else if (each.is({kCardDav, "text-match"})) {
            auto parsed = parse_text_match(each);
            if (const auto* broken = std::get_if<Broken>(&parsed)) {
                return *broken;
            }
            filter.matches_of_text.push_back(std::get<TextMatch>(std::move(parsed)));
        } else if (each.is({kCardDav, "param-filter"})) {
            auto parsed = parse_parameter(each);
            if (const auto* broken = std::get_if<Broken>(&parsed)) {
                return *broken;
            }
            filter.parameters.push_back(std::get<ParameterFilter>(std::move(parsed)));
        } else {
            return kUnsupported;
        }
    }
    return filter;
}

}  // namespace

Taken<std::unique_ptr<Filter>> parse_card_filter(const Element& query) {
    const auto* element = query.child(Name{kCardDav, "filter"});
    std::vector<PropertyFilter> filters;
    const auto all = element == nullptr ? std::optional(false) : tests_all(*element);
    if (!all) {
        return kUnsupported;
    }
    for (const auto& each : element == nullptr ? std::vector<Element>() : element->children) {
        auto parsed = each.is({kCardDav, "prop-filter"}) ? parse_property(each)
                                                         : Taken<PropertyFilter>(kUnsupported);
        if (const auto* broken = std::get_if<Broken>(&parsed)) {
            return *broken;
        }
        filters.push_back(std::get<PropertyFilter>(std::move(parsed)));
    }
    return std::make_unique<CardFilter>(std::move(filters), *all);
}

}  // namespace syncgate::dav::carddav

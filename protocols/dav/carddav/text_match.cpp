#include "protocols/dav/carddav/text_match.h"

#include <algorithm>
#include <optional>

#include "base/text.h"
#include "formats/words/caseless.h"
#include "protocols/dav/names.h"

namespace syncgate::dav::carddav {
namespace {

template <class T>
struct Named {
    std::string_view name;
    T value;
};
constexpr Named<Collation> kCollations[] = {
    {"i;unicode-casemap", Collation::kUnicode},
    {"i;ascii-casemap", Collation::kAscii},
    {"i;octet", Collation::kOctet},
    {"default", Collation::kUnicode},
};
constexpr Named<TextMatch::Type> kTypes[] = {
    {"contains", TextMatch::Type::kContains},
    {"equals", TextMatch::Type::kEquals},
    {"starts-with", TextMatch::Type::kStartsWith},
    {"ends-with", TextMatch::Type::kEndsWith},
};

// The value of an attribute that the table names; the first row's without the attribute.
template <class T, std::size_t N>
std::optional<T> read(const xml::Element& element, std::string_view attribute,
                      const Named<T> (&table)[N]) {
    const auto* written = element.attribute({"", attribute});
    if (written == nullptr) {
        return table[0].value;
    }
    for (const auto& each : table) {
        if (each.name == trim(*written)) {
            return each.value;
        }
    }
    return std::nullopt;
}

std::string folded(std::string_view text, Collation collation) {
    switch (collation) {
        case Collation::kUnicode:
            return words::caseless(text);
        case Collation::kAscii:
            return lower_ascii(text);
        case Collation::kOctet:
            break;
    }
    return std::string(text);
}

}  // namespace

TextMatch::TextMatch(std::string_view wanted, Collation collation, Type type, bool negated)
    : wanted_(folded(wanted, collation)), collation_(collation), type_(type), negated_(negated) {}

bool TextMatch::finds(std::string_view text) const {
    const std::string value = folded(text, collation_);
    switch (type_) {
        case Type::kContains:
            return value.find(wanted_) != std::string::npos;
        case Type::kEquals:
            return value == wanted_;
        case Type::kStartsWith:
            return value.starts_with(wanted_);
        case Type::kEndsWith:
            return value.ends_with(wanted_);
    }
    return false;
}

bool TextMatch::matches(std::string_view text) const {
    return finds(text) != negated_;
}

Taken<TextMatch> parse_text_match(const xml::Element& element) {
    const auto collation = read(element, "collation", kCollations);
    const auto type = read(element, "match-type", kTypes);
    const auto* negated = element.attribute({"", "negate-condition"});
    if (!collation) {
        return Broken{{kCardDav, "supported-collation"}};
    }
    if (!type) {
        return Broken{{kCardDav, "supported-filter"}};
    }
    return TextMatch(element.text, *collation, *type, negated != nullptr && *negated == "yes");
}

}  // namespace syncgate::dav::carddav

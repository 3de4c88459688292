// Contacts as a test changes them: the view of a card with one element more, other or less.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "formats/vcard/card.h"
#include "formats/wbxml/tags.h"
#include "protocols/activesync/items/contact.h"

namespace syncgate::activesync {

inline vcard::Card card_of(std::string_view lines, std::string_view version = "3.0") {
    auto card = vcard::read("BEGIN:VCARD\r\nVERSION:" + std::string(version) + "\r\n" +
                            std::string(lines) + "END:VCARD\r\n");
    EXPECT_TRUE(card);
    return *std::move(card);
}

// The lines of a card between VERSION and END.
inline std::string lines_of(const vcard::Card& card) {
    std::string out;
    const auto again = vcard::read(vcard::write(card));
    for (const auto& property : again->properties) {
        const auto& name = property.name();
        if (name != "BEGIN" && name != "VERSION" && name != "END") {
            out += property.source();
        }
    }
    return out;
}

inline RenderOptions options_of(Version version) {
    RenderOptions options;
    options.version = version;
    return options;
}

inline wbxml::Element rendered(const vcard::Card& card, Version version = Version::k14_1) {
    return render_contact(card, options_of(version));
}

inline std::string shown(const vcard::Card& card, wbxml::Tag tag) {
    return std::string(rendered(card).text(tag).value_or("(none)"));
}

// `data` with `element` in place of the one of its tag, in the place that the order of the table
// gives it; without it for nullopt.
inline wbxml::Element with(const wbxml::Element& data, wbxml::Tag tag,
                           std::optional<std::string> text) {
    wbxml::Element out(data.tag());
    for (const auto& child : data.children()) {
        if (child.tag() != tag) {
            out.add(child);
        }
    }
    if (text) {
        out.add(tag, *std::move(text));
    }
    return out;
}

inline wbxml::Element contact_with(wbxml::Tag tag, std::string text) {
    wbxml::Element data(wbxml::air_sync::kApplicationData);
    data.add(tag, std::move(text));
    return data;
}

inline vcard::Card merged(const vcard::Card& card, const wbxml::Element& data,
                          const EditOptions& merge = {}) {
    auto result = merge_contact(card, data, merge);
    EXPECT_TRUE(result) << result.error().detail;
    return *std::move(result);
}

// Whether two views say the same, in whatever order.
inline ::testing::AssertionResult same_view(const wbxml::Element& a, const wbxml::Element& b) {
    for (const auto* pair : {&a, &b}) {
        const auto& other = pair == &a ? b : a;
        for (const auto& child : pair->children()) {
            const auto* match = other.child(child.tag());
            if (match == nullptr || !(*match == child)) {
                return ::testing::AssertionFailure()
                       << wbxml::name_of(child.tag()) << ": " << wbxml::dump(child) << " but "
                       << (match == nullptr ? std::string("nothing") : wbxml::dump(*match));
            }
        }
    }
    return ::testing::AssertionSuccess();
}

}  // namespace syncgate::activesync

// Whether a text has another in it, by one of the collations that CardDAV needs.
// Source: RFC 6352 10.5.4, RFC 4790 9.2 (i;ascii-casemap), 9.3 (i;octet), RFC 5051
// (i;unicode-casemap).
#pragma once

#include <string>
#include <string_view>

#include "protocols/dav/book_class.h"

namespace syncgate::dav::carddav {

enum class Collation : std::uint8_t { kUnicode, kAscii, kOctet };

class TextMatch {
  public:
    enum class Type : std::uint8_t { kContains, kEquals, kStartsWith, kEndsWith };

    TextMatch(std::string_view wanted, Collation collation, Type type, bool negated);

    [[nodiscard]] bool matches(std::string_view text) const;
    [[nodiscard]] bool is_negated() const { return negated_; }
    // As matches(), before it is turned round.
    [[nodiscard]] bool finds(std::string_view text) const;

  private:
    std::string wanted_;  // folded
    Collation collation_;
    Type type_;
    bool negated_;
};

// Of a text-match element. Breaks CARDDAV:supported-collation, CARDDAV:supported-filter.
Taken<TextMatch> parse_text_match(const xml::Element& element);

}  // namespace syncgate::dav::carddav

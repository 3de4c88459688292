// A tag: what an item's keyword is called and how it is shown.
//
// A keyword of IMAP is an atom, a name is any text: between the two stands an escape that can be
// undone, "Für später" <-> "F=C3=BCr=20sp=C3=A4ter". A keyword that is no tag's belongs to a
// program, and people are not shown it. Source: RFC 3501 9 (flag-keyword, atom).
#pragma once

#include <string>
#include <string_view>

namespace syncgate {

struct Tag {
    std::string keyword;  // as it stands in Item::keywords
    std::string name;
    std::string color;  // "#rrggbb", or empty

    bool operator==(const Tag&) const = default;
};

// name_of(keyword_of(name)) is `name`. No keyword begins with '$', which marks those of programs.
std::string keyword_of(std::string_view name);
// What is no escape stands for itself.
std::string name_of(std::string_view keyword);

}  // namespace syncgate

// A small XML document as a tree. Comments and processing instructions are read over.
//
// Source: XML 1.0 (Fifth Edition), Namespaces in XML 1.0. A document type declaration is refused:
// there are no entities but XML's own five, and nothing is ever loaded.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/limits.h"
#include "base/result.h"

namespace syncgate::xml {

inline constexpr std::string_view kXmlNamespace = "http://www.w3.org/XML/1998/namespace";

// What an element or attribute is called: its namespace ("" for none), and the name without prefix.
struct Name {
    std::string_view ns, local;
    bool operator==(const Name&) const = default;
};

struct Attribute {
    std::string ns, name, value;
};

struct Element {
    std::string ns;
    std::string name;
    std::string text;    // its own character data, UTF-8, without that of its children
    std::size_t at = 0;  // where in its parent's text it stands
    std::vector<Attribute> attributes;
    std::vector<Element> children;

    [[nodiscard]] bool is(Name wanted) const { return ns == wanted.ns && name == wanted.local; }
    // The first child of that name; null when there is none.
    [[nodiscard]] const Element* child(Name wanted) const;
    // The value of an attribute; null when it is not there.
    [[nodiscard]] const std::string* attribute(Name wanted) const;
    // The first child of that name in any namespace; null when there is none.
    [[nodiscard]] const Element* child(std::string_view local_name) const;
    [[nodiscard]] std::size_t count(std::string_view local_name) const;
};

struct Limits {
    std::size_t depth = limits::kXmlDepth;
    std::size_t elements = limits::kXmlElements;
};

// UTF-8, UTF-16 or ISO-8859-1, as the document says; a byte order mark is understood.
// Errors: kMalformed, kTooLarge (over a limit), kUnsupported (a document type declaration).
Result<Element> parse(std::string_view document, Limits limits = {});

// For character data and for attributes' values; what XML cannot carry is left out. A CR, which a
// reader would take for the end of a line, is kept.
std::string escape(std::string_view text);
void append_escaped(std::string& out, std::string_view text);

}  // namespace syncgate::xml

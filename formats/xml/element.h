// A small XML document as a tree. Attributes, comments and processing instructions are read over.
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

struct Element {
    std::string ns;    // the namespace's name; "" for none
    std::string name;  // without its prefix
    std::string text;  // its own character data, UTF-8, without that of its children
    std::vector<Element> children;

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

// For character data and for attributes' values; what XML cannot carry is left out.
std::string escape(std::string_view text);

}  // namespace syncgate::xml

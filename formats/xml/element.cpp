#include "formats/xml/element.h"

#include <algorithm>

#include "formats/wbxml/xml_text.h"

namespace syncgate::xml {
namespace {

std::string_view reference_to(char special) {
    switch (special) {
        case '&':
            return "&amp;";
        case '<':
            return "&lt;";
        case '>':
            return "&gt;";
        case '"':
            return "&quot;";
        default:
            return "&#13;";
    }
}

}  // namespace

const Element* Element::child(std::string_view local_name) const {
    const auto it = std::find_if(children.begin(), children.end(),
                                 [&](const Element& each) { return each.name == local_name; });
    return it == children.end() ? nullptr : &*it;
}

std::size_t Element::count(std::string_view local_name) const {
    return static_cast<std::size_t>(
        std::count_if(children.begin(), children.end(),
                      [&](const Element& each) { return each.name == local_name; }));
}

const Element* Element::child(Name wanted) const {
    const auto it = std::find_if(children.begin(), children.end(),
                                 [&](const Element& each) { return each.is(wanted); });
    return it == children.end() ? nullptr : &*it;
}

const std::string* Element::attribute(Name wanted) const {
    const auto it = std::find_if(attributes.begin(), attributes.end(), [&](const Attribute& each) {
        return each.ns == wanted.ns && each.name == wanted.local;
    });
    return it == attributes.end() ? nullptr : &it->value;
}

void append_escaped(std::string& out, std::string_view text) {
    std::string cleaned;
    if (!wbxml::is_xml_text(text)) {
        cleaned = wbxml::to_xml_text(text);
        text = cleaned;
    }
    for (;;) {
        const auto special = text.find_first_of("&<>\"\r");
        out.append(text.substr(0, special));
        if (special == std::string_view::npos) {
            return;
        }
        out.append(reference_to(text[special]));
        text.remove_prefix(special + 1);
    }
}

std::string escape(std::string_view text) {
    std::string out;
    append_escaped(out, text);
    return out;
}

}  // namespace syncgate::xml

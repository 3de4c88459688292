#include "formats/xml/element.h"

#include <algorithm>

#include "formats/wbxml/xml_text.h"

namespace syncgate::xml {

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

std::string escape(std::string_view text) {
    std::string out;
    for (const char c : wbxml::to_xml_text(text)) {
        switch (c) {
            case '&':
                out += "&amp;";
                break;
            case '<':
                out += "&lt;";
                break;
            case '>':
                out += "&gt;";
                break;
            case '"':
                out += "&quot;";
                break;
            default:
                out += c;
        }
    }
    return out;
}

}  // namespace syncgate::xml

#include "formats/wbxml/element.h"

#include <algorithm>
#include <cassert>

namespace syncgate::wbxml {

Element Element::opaque(Tag tag, std::string bytes) {
    Element element(tag, std::move(bytes));
    element.opaque_ = true;
    return element;
}

Element Element::borrowed(Tag tag, std::string_view bytes, bool as_opaque) {
    Element element(tag);
    element.borrow(bytes, as_opaque);
    return element;
}

Element Element::gap(Tag tag) {
    Element element(tag);
    element.gap_ = true;
    return element;
}

Element Element::opaque_gap(Tag tag, std::uint64_t size) {
    Element element = gap(tag);
    element.opaque_ = true;
    element.gap_size_ = size;
    return element;
}

Element& Element::add(Element child) {
    assert(content().empty());
    return children_.emplace_back(std::move(child));
}

Element& Element::add(Tag tag) {
    assert(content().empty());
    if (children_.capacity() == 0) {
        children_.reserve(4);  // spares two of the moves that growing by doubling begins with
    }
    return children_.emplace_back(tag);
}

const Element* Element::child(Tag tag) const {
    const auto it = std::find_if(children_.begin(), children_.end(),
                                 [&](const Element& element) { return element.tag_ == tag; });
    return it == children_.end() ? nullptr : &*it;
}

std::optional<std::string_view> Element::text(Tag tag) const {
    const Element* found = child(tag);
    return found == nullptr ? std::nullopt : std::optional(found->content());
}

bool operator==(const Element& a, const Element& b) {
    return a.tag_ == b.tag_ && a.content() == b.content() && a.children_ == b.children_;
}

}  // namespace syncgate::wbxml

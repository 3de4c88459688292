// A WBXML document as a tree. ActiveSync knows no attributes and no mixed content: an element has
// children, or content (text, or opaque bytes), or nothing.
//
// A tree that parse() made borrows its content from the parsed bytes; one that is built owns it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/limits.h"
#include "base/result.h"
#include "formats/wbxml/tag.h"

namespace syncgate::wbxml {

class Element {
  public:
    explicit Element(Tag tag) : tag_(tag) {}
    // Text content: UTF-8 without NUL (the writer leaves NUL out).
    Element(Tag tag, std::string text) : tag_(tag), owned_(std::move(text)), owns_(true) {}
    Element(Tag tag, std::int64_t number) : Element(tag, std::to_string(number)) {}

    // Written as OPAQUE instead of STR_I.
    static Element opaque(Tag tag, std::string bytes);
    // Content that the caller keeps alive as long as the element.
    static Element borrowed(Tag tag, std::string_view bytes, bool as_opaque);
    // Text that is not here: write_around_gaps() leaves its place. Never empty, and fit for XML.
    static Element gap(Tag tag);
    // The same of opaque bytes, of which there are so many.
    static Element opaque_gap(Tag tag, std::uint64_t size);
    // The same for an element that stands in its place already and has no content yet.
    void borrow(std::string_view bytes, bool as_opaque) {
        view_ = bytes;
        opaque_ = as_opaque;
    }

    [[nodiscard]] Tag tag() const { return tag_; }
    // The content, text or opaque; "" when there is none.
    [[nodiscard]] std::string_view content() const {
        return owns_ ? std::string_view(owned_) : view_;
    }
    [[nodiscard]] bool is_opaque() const { return opaque_; }
    [[nodiscard]] bool is_gap() const { return gap_; }
    [[nodiscard]] std::uint64_t gap_size() const { return gap_size_; }  // of an opaque one
    [[nodiscard]] const std::vector<Element>& children() const { return children_; }
    [[nodiscard]] bool empty() const { return children_.empty() && content().empty(); }

    // Appends a child and returns it (valid until the next add). Not to an element with content.
    Element& add(Element child);
    Element& add(Tag tag);
    Element& add(Tag tag, std::string text) { return add(Element(tag, std::move(text))); }
    Element& add(Tag tag, std::int64_t number) { return add(Element(tag, number)); }

    // The first child with this tag, or null.
    [[nodiscard]] const Element* child(Tag tag) const;
    [[nodiscard]] bool has(Tag tag) const { return child(tag) != nullptr; }
    // The content of the first child with this tag; nullopt when there is no such child.
    [[nodiscard]] std::optional<std::string_view> text(Tag tag) const;

    // Same tags, same content, same order; whether content is opaque does not count.
    friend bool operator==(const Element& a, const Element& b);

  private:
    Tag tag_;
    std::string owned_;
    std::string_view view_;
    bool owns_ = false;
    bool opaque_ = false;
    bool gap_ = false;
    std::uint64_t gap_size_ = 0;
    std::vector<Element> children_;
};

struct Limits {
    std::size_t depth = limits::kWbxmlDepth;
    std::size_t elements = limits::kWbxmlElements;
    std::size_t bytes = 64U << 20U;
};

// Reads a document. The tree borrows from `bytes`, which must outlive it.
// Accepts version bytes 01 to 03, any known form of an empty element, content split into several
// STR_I and OPAQUE pieces (then it is copied), a repeated SWITCH_PAGE.
// Errors: kMalformed (wrong header, unknown page or tag, attributes, entities, string table,
// literals, extensions, mixed content, end missing, bytes after the end, text that is not UTF-8);
// kTooLarge (a limit).
Result<Element> parse(std::string_view bytes, const Limits& limits = {});

// The document's bytes: header 03 01 6A 00, STR_I and OPAQUE content, the shortest page switches,
// an element without content as its token alone. Text is cleaned as xml_text.h says, opaque is not.
std::string write(const Element& root);
// The same of a document with gaps, in the pieces between which their texts belong.
std::vector<std::string> write_around_gaps(const Element& root);

// Indented XML, namespaces as undeclared prefixes, for traces and golden files. Content over
// `max_content` bytes is cut and its length named; opaque content is shown in hex; control
// characters become references. Content of tags that carry secrets (passwords) is masked.
std::string dump(const Element& root, std::size_t max_content = 200);

}  // namespace syncgate::wbxml

// XML as text, element by element. Namespaces that an answer uses have prefixes, said once at its
// root; any other is said where it is used.
//
// Source: XML 1.0 (Fifth Edition), Namespaces in XML 1.0.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "formats/xml/element.h"

namespace syncgate::xml {

class Writer {
  public:
    struct Prefix {
        std::string_view ns, prefix;
    };
    using Attributes = std::initializer_list<std::pair<std::string_view, std::string_view>>;

    // `prefixes` is borrowed.
    explicit Writer(std::span<const Prefix> prefixes) : prefixes_(prefixes) {}

    // The first one is the document's root.
    void open(Name name, Attributes attributes = {});
    void close();
    void text(std::string_view text) { append_escaped(out_, text); }
    // With nothing inside; with a text.
    void element(Name name, Attributes attributes = {});
    void element(Name name, std::string_view text);
    // What write() made.
    void fragment(std::string_view xml) { out_.append(xml); }

    // So far; what was written before is given away.
    [[nodiscard]] std::string take() { return std::exchange(out_, {}); }
    [[nodiscard]] std::size_t size() const { return out_.size(); }

  private:
    void begin(Name name, Attributes attributes);
    void append_name(Name name);

    std::span<const Prefix> prefixes_;
    std::string out_;
    std::vector<std::string> open_;  // written names
    std::string written_;            // the name that begin() wrote
    bool has_root_ = false;
};

// The element with all that is in it, to stand in any document: it says its own namespaces.
std::string write(const Element& element);

}  // namespace syncgate::xml

// Random trees, and the many ways in which one tree can be written.
#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "formats/wbxml/element.h"

namespace syncgate::wbxml {

class RandomDocument {
  public:
    // `tags` are those that occur.
    RandomDocument(std::uint64_t seed, std::vector<Tag> tags)
        : random_(seed), tags_(std::move(tags)) {}

    // Text is what XML can carry; opaque content is any bytes, and a third of all content.
    Element tree();
    // The same with no opaque content.
    Element tree_of_text();

    // A document of `root` as a client might write it: older versions, switches that change
    // nothing, content in pieces, text as opaque, empty elements in each form.
    std::string write_somehow(const Element& root);

  private:
    Element element(unsigned depth, bool opaque);
    std::string text();
    std::string bytes();
    void write_element(const Element& element, std::string& out);
    void write_content(std::string_view content, bool opaque, std::string& out);
    void write_piece(std::string_view piece, bool opaque, std::string& out);
    std::size_t below(std::size_t limit) { return random_() % limit; }
    bool one_in(std::size_t n) { return below(n) == 0; }

    std::mt19937_64 random_;
    std::vector<Tag> tags_;
    unsigned left_ = 0;  // elements that the tree may still take
    std::uint8_t page_ = 0;
};

}  // namespace syncgate::wbxml

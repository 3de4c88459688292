// HTML cut into texts and tags, as a browser cuts it; never fails and never looks back, so its time
// is linear whatever comes. Comments, doctypes and processing instructions are passed over.
//
// Source: HTML Living Standard 13.2.5, without the states that mail has no use for.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace syncgate::html {

// Views into the input, nothing decoded.
struct Attribute {
    std::string_view name;
    std::string_view value;
};

struct Token {
    enum class Kind { kText, kStart, kEnd };
    Kind kind = Kind::kText;
    std::string_view text;  // of kText; of tags the name, in the input's case
    std::vector<Attribute> attributes;

    // The raw value of the first attribute of that (lower-case) name; nullptr when absent.
    [[nodiscard]] const std::string_view* attribute(std::string_view name) const;
};

class Tokenizer {
  public:
    // `input` outlives the tokenizer and its tokens.
    explicit Tokenizer(std::string_view input) : input_(input) {}

    // False at the end. A tag that the end cuts off is dropped.
    bool next(Token& token);

    // Passes over everything up to and including "</name>": the content of <style> and its likes.
    // False, and nothing is passed over, when the input has no such end.
    bool skip_raw_text(std::string_view name);

    void skip_to_end() { at_ = input_.size(); }

    // The offset in the input of what comes next.
    [[nodiscard]] std::size_t at() const { return at_; }

  private:
    bool at_markup(std::size_t at) const;
    bool skip_declaration();
    bool read_tag(Token& token);
    void read_attribute(Token& token);
    void skip_blanks();
    std::size_t find_or_end(std::string_view what, std::size_t from) const;

    std::string_view input_;
    std::size_t at_ = 0;
    bool no_cdata_end_ = false;  // a search for "]]>" has failed: no need to search again
};

}  // namespace syncgate::html

// A text cut into content lines: folds and soft breaks undone, bytes kept.
//
// Source: RFC 6350 3.2, RFC 2426 2.6; vCard 2.1, 2.1.3, where a fold's blank belongs to the value.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "formats/vcard/version.h"

namespace syncgate::vcard {

// One line of the file: its end is CR LF or LF, and it may be missing at the end of the text.
struct PhysicalLine {
    std::string_view content;
    std::string_view whole;  // with its end
};
// The line at the front of `text`, which is not empty.
PhysicalLine physical_line(std::string_view text);

// Whether a line says "keyword:VCARD", BEGIN or END, in any case.
bool is_delimiter(std::string_view content, std::string_view keyword);

struct ContentLine {
    std::string_view line;    // without folds, soft breaks and its end; until the next is read
    std::string_view source;  // all of it, as it stands
};

class LineReader {
  public:
    LineReader(std::string_view text, Version version) : rest_(text), version_(version) {}
    [[nodiscard]] bool done() const { return rest_.empty(); }
    // Not when done. Time is linear in what is read.
    ContentLine next();
    // The name of the next line where that is "NAME:value" and no more: no group, no parameter, one
    // physical line. "" where it may be anything else.
    [[nodiscard]] std::string_view plain_name() const;
    // Takes such a line, unread.
    void pass() { rest_.remove_prefix(physical_line(rest_).whole.size()); }

  private:
    enum class Encoding { kUnknown, kNone, kQuotedPrintable, kBase64 };

    Encoding encoding_in(std::string_view head) const;
    void look_at_head();
    bool may_go_on(std::string_view left) const;
    bool join(std::string_view& left);
    std::string_view rest_;
    Version version_;
    std::string_view line_;  // under work: in the text, until something is joined to it
    std::string joined_;
    // What the head of the line under work says of its value.
    Encoding encoding_ = Encoding::kUnknown;
    std::size_t looked_at_ = 0;  // bytes of the head, and whether they end inside of quotes
    bool quoted_ = false;
};

// A content line cut at its punctuation, and not read any further.
struct LineParts {
    std::string_view head;         // "group.NAME", with blanks around it
    std::string_view group, name;  // as written
    std::string_view parameters;   // each with the semicolon before it
    std::string_view value;
};
// nullopt for a line that is no property (blank, without a colon).
std::optional<LineParts> parts_of(std::string_view line);
// As many as a Property that is read from them has.
std::size_t count_parameters(const LineParts& parts);

// The version that a card's VERSION names; 3.0 without one.
Version version_in(std::string_view text);

}  // namespace syncgate::vcard

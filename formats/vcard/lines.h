// A text cut into content lines: folds and soft breaks undone, bytes kept.
//
// Source: RFC 6350 3.2, RFC 2426 2.6; vCard 2.1, 2.1.3, where a fold's blank belongs to the value.
#pragma once

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
    std::string line;         // without folds, soft breaks and its end
    std::string_view source;  // all of it, as it stands
};

class LineReader {
  public:
    LineReader(std::string_view text, Version version) : rest_(text), version_(version) {}
    [[nodiscard]] bool done() const { return rest_.empty(); }
    // Not when done. Time is linear in what is read.
    ContentLine next();

  private:
    bool join(std::string& line, std::string_view& left);
    void look_at_head(std::string_view line);

    std::string_view rest_;
    Version version_;
    // What the head of the line under work says of its value.
    enum class Encoding { kUnknown, kNone, kQuotedPrintable, kBase64 };
    Encoding encoding_ = Encoding::kUnknown;
    std::size_t looked_at_ = 0;  // bytes of the head, and whether they end inside of quotes
    bool quoted_ = false;
};

// The version that a card's VERSION names; 3.0 without one.
Version version_in(std::string_view text);

}  // namespace syncgate::vcard

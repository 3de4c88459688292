// The header fields of a message, one after the other, as views into its bytes.
//
// Source: RFC 5322 2.2, with what real mail does to it: LF for CRLF, blanks before the colon, lines
// that are no field (passed over), an mbox "From " line, a byte order mark or indented lines before
// the first field, blanks in the line that ends the header.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace syncgate::mime {

struct Field {
    std::string_view name;
    std::string_view value;          // still folded, without its last line end
    std::size_t begin = 0, end = 0;  // of the whole field in the message, with its line ends
};

class FieldReader {
  public:
    // `message` outlives the reader and its fields. When its first line is no field, it has no
    // header at all: everything is body.
    explicit FieldReader(std::string_view message);

    // Before the first next(): whether there is no header.
    [[nodiscard]] bool all_is_body() const { return done_; }

    // False at the end of the header.
    bool next(Field& field);

    // Only after next() gave false: the offset of the first body byte.
    [[nodiscard]] std::size_t body() const { return at_; }

  private:
    std::string_view message_;
    std::size_t at_ = 0;
    bool done_ = false;
};

// The offset after the mbox "From " line at the front of `message`; 0 when there is none.
std::size_t mbox_line(std::string_view message);

// The offset of the first field; where there is none, mbox_line().
std::size_t first_field(std::string_view message);

// `value` without its line ends and without blanks at both ends.
std::string unfold(std::string_view value);

}  // namespace syncgate::mime

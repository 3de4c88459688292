// How much of a message GMime is given. It makes an object of every part, field, parameter and
// address before we see the first of them: a message of nothing else would cost a hundred times
// its own size in memory.
//
// Counted are the lines that may be boundaries, with them the messages inside, and in what may be a
// header the characters that separate one object from the next. Where a header begins is guessed
// generously: rather a text is counted as one than a header as text.
#pragma once

#include <cstddef>
#include <string_view>

#include "base/paged_text.h"

namespace syncgate::mime {

class Portion {
  public:
    // A field of the message's own header, in their order. False: GMime must not have it, the
    // limits::kMimeSeparators are reached.
    bool take_field(std::string_view field);

    // After the fields: how many bytes of `body`, up to a line's begin, keep the limits.
    std::size_t take_body(const PagedText& body);

  private:
    bool take_line(std::string_view line);
    bool take_separators(std::string_view text);
    void end_header();

    std::size_t boundaries_ = 0;
    std::size_t separators_ = 0;
    bool in_header_ = false;
    bool first_header_ = true;  // of its part, not that of a message in it
    bool embeds_ = false;       // this header names a message type: another header follows
    bool digest_ = false;       // parts are messages though their headers do not say so
};

}  // namespace syncgate::mime

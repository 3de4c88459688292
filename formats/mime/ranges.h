// Where a part lies in its message, for those that GMime gives no range of: an embedded message, a
// part without content, a multipart that is not looked into.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/paged_text.h"

namespace syncgate::mime {

// The multiparts around the part that is looked at, outermost first.
class Boundaries {
  public:
    void push(std::string_view boundary);
    void pop() { lines_.pop_back(); }
    [[nodiscard]] bool inside() const { return !lines_.empty(); }

    // The offset of the first line from `from` (a line's begin) on that is a boundary of one of
    // them; the message's size when there is none.
    [[nodiscard]] std::size_t next(const PagedText& message, std::size_t from) const;

    // The offset after the first boundary line of the innermost of them, from `from` on; the
    // message's size when there is none.
    [[nodiscard]] std::size_t after_own(const PagedText& message, std::size_t from) const;

  private:
    [[nodiscard]] bool is_boundary(std::string_view line) const;

    std::vector<std::string> lines_;  // "--boundary"; "" where the multipart names none
};

struct Range {
    std::size_t header_begin = 0;
    std::size_t content_begin = 0;
    std::size_t content_end = 0;
};

// The range of the part whose first header field stands at `header_begin`.
Range range_from_header(const PagedText& message, std::size_t header_begin,
                        const Boundaries& boundaries);

// The offset of the line end before `at`, where there is one; else `at`.
std::size_t before_line_end(std::string_view message, std::size_t at);

}  // namespace syncgate::mime

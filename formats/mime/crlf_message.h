// A message that comes in, line ends made CRLF as to_crlf() does (message_index.h): its header at
// once, its body piece by piece, so that a large one is never held whole.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

#include "base/crlf.h"
#include "base/paged_text.h"
#include "base/result.h"

namespace syncgate::mime {

class CrlfMessage {
  public:
    // `message` outlives it.
    explicit CrlfMessage(const PagedText& message);

    // With the blank line that ends it; "" when there is none and everything is body.
    [[nodiscard]] std::string header() const { return front_.substr(0, header_size_); }

    // Gives `take` the body in pieces, until it fails. Once. Errors: those of `take`.
    using Take = std::function<Result<void>(std::string_view)>;
    Result<void> read_body(const Take& take);

  private:
    void read_on(std::size_t size, std::string& out);

    PagedText message_;
    std::size_t at_;  // how much of it was converted
    CrlfConverter converter_;
    std::string front_;  // the header, and some of the body
    std::size_t header_size_ = 0;
};

}  // namespace syncgate::mime

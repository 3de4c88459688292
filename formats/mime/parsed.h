// A message's MIME tree as GMime parses it. Only for .cpp files.
//
// GMime sees the Content- fields and the body, nothing else: where the header ends is decided in
// one place (FieldReader), and dozens of Received and signature fields cost nothing here, though
// each would be an object to GMime. Of a hostile body it sees only the front (Portion).
// Offsets are those of the message, but for original()'s.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/paged_text.h"
#include "formats/mime/gmime.h"

namespace syncgate::mime {

class ParsedMessage {
  public:
    // `message` outlives it.
    explicit ParsedMessage(const PagedText& message);
    ParsedMessage(const ParsedMessage&) = delete;
    ParsedMessage& operator=(const ParsedMessage&) = delete;

    // nullptr when GMime sees no message.
    [[nodiscard]] GMimeObject* root() const;

    [[nodiscard]] const PagedText& message() const { return message_; }
    [[nodiscard]] std::size_t header() const { return header_; }  // where it begins
    [[nodiscard]] std::size_t body() const { return body_; }
    // The end of what GMime has seen. A part that ends there may go on.
    [[nodiscard]] std::size_t given() const { return given_; }
    // Of an offset in what GMime has seen; any in the header is where that begins.
    [[nodiscard]] std::size_t original(gint64 offset) const;
    // Of the header, what GMime has seen.
    [[nodiscard]] std::string_view fields() const { return fields_; }

  private:
    PagedText message_;
    std::string fields_;  // with a blank line
    std::size_t header_ = 0, body_ = 0, given_ = 0;
    Object<GMimeObject> root_;  // borrows the fields and the message
};

}  // namespace syncgate::mime

// A message's MIME tree as GMime parses it. Only for .cpp files.
//
// GMime sees the Content- fields and the body, nothing else: where the header ends is decided in
// one place (FieldReader), and dozens of Received and signature fields cost nothing here, though
// each would be an object to GMime. Of a hostile body it sees only the front (Portion).
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "formats/mime/gmime.h"

namespace syncgate::mime {

class ParsedMessage {
  public:
    explicit ParsedMessage(std::string_view message);
    ~ParsedMessage();
    ParsedMessage(const ParsedMessage&) = delete;
    ParsedMessage& operator=(const ParsedMessage&) = delete;

    // nullptr when GMime sees no message.
    [[nodiscard]] GMimeObject* root() const;

    // What GMime's ranges point into.
    [[nodiscard]] std::string_view bytes() const { return bytes_; }
    // How many of them GMime has seen. A part that ends there may go on.
    [[nodiscard]] std::size_t given() const { return given_; }
    // The offset in the message of an offset in bytes().
    [[nodiscard]] std::size_t original(std::size_t offset) const;

  private:
    std::string bytes_;
    std::size_t header_size_ = 0;      // of bytes_, with its blank line
    std::size_t given_ = 0;            // of bytes_, to GMime
    std::size_t original_header_ = 0;  // where the message's header begins
    std::size_t original_body_ = 0;    // and where its body does
    GByteArray* array_ = nullptr;      // borrows bytes_
    Object<GMimeObject> root_;
};

}  // namespace syncgate::mime

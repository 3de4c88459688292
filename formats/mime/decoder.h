// A transfer encoding undone piece by piece, as content.h says of the whole.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "formats/mime/message_index.h"

namespace syncgate::mime {

class Decoder {
  public:
    explicit Decoder(Encoding encoding);
    ~Decoder();
    Decoder(Decoder&& other) noexcept;
    Decoder& operator=(Decoder&& other) noexcept;

    // Appends what `content` makes; of what it cuts in two the begin waits for the rest.
    void feed(std::string_view content, std::string& out);
    // What still waits. Nothing is fed after it.
    void finish(std::string& out);

  private:
    struct Filter;  // of quoted-printable and uuencode

    void feed_base64(std::string_view content, std::string& out);

    Encoding encoding_;
    std::unique_ptr<Filter> filter_;
    // Of base64: the last digits, how many bits of them are no byte yet, and whether its end was
    // reached.
    std::uint32_t group_ = 0;
    unsigned bits_ = 0;
    bool ended_ = false;
};

}  // namespace syncgate::mime

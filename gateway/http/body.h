// A request's body while it arrives: its framing taken off, its bytes spooled, its size bounded.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/result.h"
#include "gateway/http/chunked_decoder.h"
#include "gateway/net/spool.h"

namespace syncgate::http {

class Body {
  public:
    // Of a given length; without one: chunked. At most `most` bytes after decoding.
    Body(net::SpoolPlace& place, std::optional<std::uint64_t> length, std::size_t most)
        : spool_(place), left_(length.value_or(0)), chunked_(!length), most_(most) {}

    // Removes from `input` what belongs to the body.
    // Errors: kMalformed, kTooLarge, kUnavailable (budgets, disk).
    Result<void> take(std::string_view& input);

    [[nodiscard]] bool complete() const { return chunked_ ? decoder_.complete() : left_ == 0; }
    // What is still to come; nullopt when chunked.
    [[nodiscard]] std::optional<std::uint64_t> left() const {
        return chunked_ ? std::nullopt : std::optional(left_);
    }
    [[nodiscard]] std::uint64_t received() const { return received_; }  // as sent
    [[nodiscard]] net::Spool& spool() { return spool_; }

  private:
    Result<void> take_chunked(std::string_view& input);

    net::Spool spool_;
    ChunkedDecoder decoder_;
    std::uint64_t left_;
    std::uint64_t received_ = 0;
    bool chunked_;
    std::size_t most_;
};

}  // namespace syncgate::http

// Takes the chunked transfer coding off a body, piece by piece.
//
// Source: RFC 9112 7.1. Extensions are skipped, trailers read and dropped, both bounded; a bare LF
// is refused.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/result.h"

namespace syncgate::http {

class ChunkedDecoder {
  public:
    // The next run of content at the front of `input`, from which what was used is removed. Empty:
    // the input is used up, or the body is complete. Errors: kMalformed, kTooLarge (a line).
    Result<std::string_view> next(std::string_view& input);

    [[nodiscard]] bool complete() const { return state_ == State::kComplete; }

  private:
    enum class State : std::uint8_t {
        kSize,
        kExtension,
        kSizeEnd,  // its LF
        kContent,
        kContentCr,
        kContentLf,
        kTrailer,  // at a line's start
        kTrailerName,
        kTrailerRest,
        kTrailerLf,
        kLastLf,
        kComplete,
    };
    Result<void> step(char c);
    Result<void> digit(char c);
    Result<void> begin_trailer(char c);

    State state_ = State::kSize;
    std::uint64_t left_ = 0;  // of the chunk
    unsigned digits_ = 0;
    std::uint32_t overhead_ = 0;  // bytes of extensions and trailers
};

}  // namespace syncgate::http

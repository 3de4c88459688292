// gzip over zlib: a request's body taken apart with a bound, an answer's put together.
//
// Source: RFC 1952.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "gateway/net/spool.h"

namespace syncgate::http {

// Appends the content to `output`. Errors: kMalformed, kTooLarge (over `most`, or over 200 times
// the input and 1 MiB: a bomb), kUnavailable.
Result<void> gunzip(std::string_view input, std::size_t most, net::Spool& output);

class Gzip {
  public:
    Gzip();
    ~Gzip();
    Gzip(const Gzip&) = delete;
    Gzip& operator=(const Gzip&) = delete;

    // Appends to `output`; `last` ends the stream.
    void write(std::string_view input, bool last, std::string& output);

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace syncgate::http

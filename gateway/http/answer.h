// An answer as bytes: its head by the rules of HTTP/1.1, its body whole or made while it is sent.
//
// Source: RFC 9110 6.6.1, 8.6, 15; RFC 9112 6, 7.1, 9.3.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "base/result.h"
#include "gateway/http/gzip.h"
#include "model/exchange.h"

namespace syncgate::http {

// What the request allows its answer.
struct AnswerForm {
    bool http10 = false;
    bool head_only = false;   // HEAD
    bool keep_alive = false;  // the connection goes on after it
    bool gzip = false;        // accepted
};

// The rest of an answer whose body has a source. One thread at a time.
class AnswerStream {
  public:
    AnswerStream(std::unique_ptr<BodySource> source, bool chunked, bool gzip);

    // Appends the next piece, framed. Errors: those of the source; kInternal when it makes another
    // number of bytes than it said.
    Result<void> pull(std::string& out);
    [[nodiscard]] bool done() const { return done_; }

  private:
    Result<void> count(std::size_t made);
    void frame(std::string_view bytes, std::string& out) const;

    std::unique_ptr<BodySource> source_;
    std::unique_ptr<Gzip> gzip_;
    bool chunked_;
    std::optional<std::uint64_t> left_;  // of what the source said
    bool done_ = false;
};

struct Answer {
    int status = 0;
    std::string bytes;                     // the head, and the body if that is whole
    std::unique_ptr<AnswerStream> stream;  // null: `bytes` is all
    bool keep_alive = false;
};

// Takes the reply's body.
Answer render(Reply& reply, const AnswerForm& form);

inline constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";

}  // namespace syncgate::http

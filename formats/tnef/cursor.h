// The front of a stream of little-endian numbers and counted bytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace syncgate::tnef {

// Bytes of a stream, by their place in it.
struct Range {
    std::size_t begin = 0;
    std::size_t size = 0;
};

// After a read that the stream is too short for, every other fails as well.
class Cursor {
  public:
    Cursor(std::string_view stream, Range range) : stream_(stream), at_(range) {}

    [[nodiscard]] bool at_end() const { return failed_ || at_.size == 0; }
    [[nodiscard]] bool failed() const { return failed_; }

    Range take(std::size_t size);
    void skip(std::size_t size) { take(size); }
    std::uint64_t number(std::size_t bytes);  // at most 8; 0 after a failure

  private:
    std::string_view stream_;
    Range at_;
    bool failed_ = false;
};

}  // namespace syncgate::tnef

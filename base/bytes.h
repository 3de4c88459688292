// Fields in a row of bytes: numbers as groups of seven bits (LEB128), text after its length. For
// what only this program reads again.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace syncgate {

class ByteWriter {
  public:
    void number(std::uint64_t value);
    void text(std::string_view value);
    std::string take() { return std::move(out_); }

  private:
    std::string out_;
};

// What is not there reads as 0 and "", and the reader remembers that it failed.
class ByteReader {
  public:
    explicit ByteReader(std::string_view input) : input_(input) {}
    std::uint64_t number();
    std::string_view text();
    // A number of things to come; 0 when there are not even bytes enough for them.
    std::uint64_t count();
    // Whether all was read, and nothing was missing.
    [[nodiscard]] bool finished() const { return !failed_ && input_.empty(); }
    [[nodiscard]] bool failed() const { return failed_; }

  private:
    std::string_view input_;
    bool failed_ = false;
};

}  // namespace syncgate

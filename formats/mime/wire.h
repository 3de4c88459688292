// Values in sequence as bytes: the form in which what was indexed is kept in a database column.
// One function lists a value's members and serves both directions, so they cannot disagree.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace syncgate::mime {

class WireWriter {
  public:
    // Seven bits a byte, the lowest first; the high bit says that another follows.
    void number(std::uint64_t value);
    void text(std::string_view value);
    std::string take() { return std::move(out_); }

  private:
    std::string out_;
};

// After a failure every value is 0 or "".
class WireReader {
  public:
    explicit WireReader(std::string_view bytes) : rest_(bytes) {}

    std::uint64_t number();
    std::string text();
    // How many elements follow; never more than there are bytes left.
    std::size_t count();
    void fail() { failed_ = true; }

    // Everything was read, and nothing was wrong.
    [[nodiscard]] bool done() const { return !failed_ && rest_.empty(); }
    [[nodiscard]] bool failed() const { return failed_; }

  private:
    std::string_view rest_;
    bool failed_ = false;
};

}  // namespace syncgate::mime

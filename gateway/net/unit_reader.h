// Cuts the units of a line protocol out of its input: lines, dot-ended data, counted bytes.
//
// Source: RFC 5321 2.3.8, 4.1.1.4, 4.5.2. Data ends at CRLF.CRLF alone: another server in the way
// may see an end in a bare LF, or none, and then two would disagree on what is a command.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/crlf.h"
#include "base/result.h"
#include "gateway/net/spool.h"
#include "model/session.h"

namespace syncgate::net {

class UnitReader {
  public:
    explicit UnitReader(SpoolPlace& place) : spool_(place) {}

    void expect(const Expect& expect);

    // Removes from `input` what belongs to the unit. True: it is complete.
    // Errors: kUnavailable (budgets, disk).
    Result<bool> take(std::string_view& input);

    // Of a complete unit; valid until the next expect(). Errors: kUnavailable.
    Result<Unit> unit();

    [[nodiscard]] const Expect& expected() const { return expect_; }
    // A unit of no bytes: complete before anything arrives.
    [[nodiscard]] bool wants_nothing() const {
        return expect_.kind == Expect::Kind::kBytes && expect_.size == 0;
    }
    [[nodiscard]] std::uint64_t received() const { return received_; }

  private:
    enum class Place : std::uint8_t { kLineStart, kDot, kDotCr, kInLine, kCr };

    struct Step {
        std::string_view keep;
        std::size_t used = 0;
        Place then = Place::kInLine;
    };
    static Step up_to_dot(std::string_view input);
    static Step at(Place place, char c);

    Result<bool> take_line(std::string_view& input);
    Result<bool> take_data(std::string_view& input);
    bool cut_data(std::string_view& input, std::string& run);
    Result<bool> take_bytes(std::string_view& input);
    Result<void> keep(std::string_view bytes);

    Expect expect_;
    Spool spool_;
    std::uint64_t received_ = 0;
    Place place_ = Place::kLineStart;
    CrlfConverter converter_;  // of data
    bool too_long_ = false;
};

}  // namespace syncgate::net

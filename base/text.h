// Text: ASCII case, blanks, splitting, UTF-8, dates in their ISO 8601 forms.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"

namespace syncgate {

// ASCII only; other bytes are kept.
std::string lower_ascii(std::string_view text);
bool iequals(std::string_view a, std::string_view b);
bool istarts_with(std::string_view text, std::string_view prefix);

// Without SP, HTAB, CR, LF at both ends.
std::string_view trim(std::string_view text);

std::vector<std::string_view> split(std::string_view text, char separator);

// Decimal, the whole of `text`, without sign; nullopt also on overflow.
std::optional<std::uint64_t> parse_uint(std::string_view text);

bool is_utf8(std::string_view text);

// The longest prefix of at most `max_bytes` bytes that ends on a character's border; of what is no
// UTF-8 there, just so many bytes.
std::string_view cut_utf8(std::string_view text, std::size_t max_bytes);

// `text` with every byte that is not UTF-8 replaced by U+FFFD, and NUL left out.
std::string to_valid_utf8(std::string_view text);

// A text from outside as one line that does nothing to whoever shows it: control characters, line
// separators and those that turn the direction of writing are blanks, what is no UTF-8 is U+FFFD.
std::string to_plain_line(std::string_view text);

// "2026-11-24T10:00:00.000Z"
std::string iso8601_millis(UnixMillis time);
// "20261124T100000Z"
std::string iso8601_compact(UnixSeconds time);

// Reads "2026-11-24T10:00:00[.fff]Z" and "20261124T100000Z".
std::optional<UnixSeconds> parse_iso8601(std::string_view text);

}  // namespace syncgate

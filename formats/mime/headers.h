// Headers of a message read and edited without touching any other byte. For submission: finding
// recipients, removing Bcc, adding what is absent.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "formats/mime/message_index.h"

namespace syncgate::mime {

// The header block's end: offset of the first body byte (after the blank line), or the size.
std::size_t body_offset(std::string_view message);

// The unfolded, undecoded value of the first field of that name; nullopt when absent.
std::optional<std::string> header(std::string_view message, std::string_view name);

// Every address in every field of that name (To, Cc, Bcc, From), groups flattened.
std::vector<Address> addresses(std::string_view message, std::string_view name);

// The message without any field of that name.
std::string without_header(std::string_view message, std::string_view name);

// The message with "name: value" before its first field. `value` is ASCII, already encoded, at
// most 900 bytes; CR and LF in it are refused by an assertion.
std::string with_header(std::string_view message, std::string_view name, std::string_view value);

// Date as RFC 5322 3.3 has it, UTC: "Tue, 24 Nov 2026 10:00:00 +0000".
std::string format_date(UnixSeconds time);

}  // namespace syncgate::mime

// Contacts as a table for other programs: the columns that Outlook and most others import.
// Source: RFC 4180.
#pragma once

#include <string>

#include "formats/vcard/card.h"

namespace syncgate::activesync {

// A line each, with CRLF. Values are as they are: a program for tables that takes one that begins
// with '=' for a formula has to be told that they are text.
std::string csv_head();
std::string csv_line(const vcard::Card& card);
// Of somebody of whom only the address is known.
std::string csv_line(std::string_view address);

}  // namespace syncgate::activesync

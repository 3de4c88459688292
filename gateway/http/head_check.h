// A strict look at the raw head of a request, before any library parses it: what two parsers could
// read in two ways is refused, because one of them may be a proxy in front of us.
//
// Source: RFC 9112 2.2, 3, 5 and 6.3; RFC 9110 5.5.
#pragma once

#include <cstddef>
#include <string_view>

namespace syncgate::http {

struct HeadScan {
    std::size_t size = 0;  // of the complete head with its empty line; 0: not yet complete
    int status = 0;        // refused with it already; 0: nothing wrong so far
};

// Looks for the end of the head from `scanned` on, which earlier calls have seen. A bare LF or a
// NUL is refused at once, so that nobody waits for the rest.
HeadScan scan_head(std::string_view input, std::size_t scanned);

// 0, or the status that refuses a complete head: 400, 414, 417, 431, 505.
int check_head(std::string_view head);

}  // namespace syncgate::http

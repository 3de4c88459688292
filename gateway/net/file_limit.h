// The most files that this process may have open.
#pragma once

#include <cstddef>

namespace syncgate::net {

// Raises the soft limit to the hard one; gives what now holds.
std::size_t raise_file_limit();

[[nodiscard]] std::size_t file_limit();

}  // namespace syncgate::net

// Two HTML documents made one: what a reply is to the message that it quotes.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace syncgate::html {

// `upper` with the content of `lower`'s body at the end of its own, and `lower`'s style sheets
// before that. Everything else of `upper` stays byte for byte; either may be a fragment. Both in
// UTF-8; linear in their sizes.
std::string below(std::string_view upper, std::string_view lower);

// The same with several, one below the other.
std::string below(std::string_view upper, std::span<const std::string> lower);

}  // namespace syncgate::html

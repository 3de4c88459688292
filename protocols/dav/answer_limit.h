// How much stands in one answer: a client that gets 507 asks on, or narrows its question.
// Source: RFC 6578 3.7, RFC 6352 8.6.1.
#pragma once

#include <algorithm>
#include <cstddef>

#include "base/text.h"
#include "protocols/dav/names.h"

namespace syncgate::dav {

inline constexpr std::size_t kMostResults = 50'000;
inline constexpr std::size_t kMostBytes = 64U << 20U;  // of texts, and about so many in all
inline constexpr std::size_t kMostProperties = 1000;   // that a request may name

inline bool is_full(const xml::Writer& out) {
    return out.size() >= kMostBytes;
}

// Of `<limit><nresults>`, in the namespace of its report; nullopt for what is no number.
inline std::optional<std::size_t> limit_of(const xml::Element& report, std::string_view ns) {
    const auto* limit = report.child(xml::Name{ns, "limit"});
    const auto* results = limit == nullptr ? nullptr : limit->child(xml::Name{ns, "nresults"});
    if (results == nullptr) {
        return kMostResults;
    }
    const auto number = parse_uint(trim(results->text));
    return number ? std::optional(std::min<std::size_t>(*number, kMostResults)) : std::nullopt;
}

}  // namespace syncgate::dav

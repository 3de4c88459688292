#include "tests/unit/formats/wbxml/round_trip.h"

#include <algorithm>

#include "formats/wbxml/xml_text.h"

namespace syncgate::wbxml {
namespace {

bool is_clean(const Element& element) {
    return (element.is_opaque() || is_xml_text(element.content())) &&
           std::all_of(element.children().begin(), element.children().end(), is_clean);
}

}  // namespace

Outcome round_trip(std::string_view bytes) {
    const auto first = parse(bytes);
    if (!first) {
        const auto code = first.error().code;
        const bool expected = code == ErrorCode::kMalformed || code == ErrorCode::kTooLarge;
        return expected ? Outcome::kRefused : Outcome::kBroken;
    }
    const std::string written = write(*first);
    const auto second = parse(written);
    const bool same =
        second && write(*second) == written && (!is_clean(*first) || *second == *first);
    return same && !dump(*first).empty() ? Outcome::kCameBack : Outcome::kBroken;
}

}  // namespace syncgate::wbxml

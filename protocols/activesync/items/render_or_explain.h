// Rendering that a single item can't stop: a folder goes on, and its user sees why one is not
// shown.
#pragma once

#include <functional>
#include <string_view>

#include "base/result.h"
#include "formats/wbxml/element.h"

namespace syncgate::activesync {

// What `render` makes; where the item's text breaks it, what `explain` makes of the reason.
// Throws what may pass, trouble of the disk or of memory: a device keeps what it was shown, so the
// request fails, and it asks again.
wbxml::Element render_or_explain(
    const std::function<Result<wbxml::Element>()>& render,
    const std::function<wbxml::Element(std::string_view reason)>& explain);

}  // namespace syncgate::activesync

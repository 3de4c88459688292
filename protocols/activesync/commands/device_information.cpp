#include "protocols/activesync/commands/device_information.h"

#include <algorithm>

#include "base/text.h"
#include "formats/wbxml/tags.h"

namespace syncgate::activesync {

std::string device_information(const wbxml::Element& information) {
    constexpr std::size_t kMaxValue = 1024;
    std::string lines;
    const wbxml::Element* set = information.child(wbxml::settings::kSet);
    if (set == nullptr) {
        return lines;
    }
    for (const auto& child : set->children()) {
        std::string value(cut_utf8(child.content(), kMaxValue));
        std::replace(value.begin(), value.end(), '\n', ' ');
        lines += std::string(wbxml::name_of(child.tag())) + "=" + value + "\n";
    }
    return lines;
}

}  // namespace syncgate::activesync

#include "protocols/activesync/commands/device_information.h"

#include "base/text.h"
#include "formats/wbxml/tags.h"

namespace syncgate::activesync {

namespace {

constexpr std::size_t kMaxValue = 256;

// Each is kept once.
constexpr wbxml::Tag kKept[] = {
    wbxml::settings::kModel,          wbxml::settings::kIMEI,
    wbxml::settings::kFriendlyName,   wbxml::settings::kOS,
    wbxml::settings::kOSLanguage,     wbxml::settings::kPhoneNumber,
    wbxml::settings::kMobileOperator, wbxml::settings::kEnableOutboundSMS,
    wbxml::settings::kUserAgent,
};

}  // namespace

std::string device_information(const wbxml::Element& information) {
    std::string lines;
    const wbxml::Element* set = information.child(wbxml::settings::kSet);
    if (set == nullptr) {
        return lines;
    }
    for (const auto tag : kKept) {
        if (const auto value = set->text(tag)) {
            lines += std::string(wbxml::name_of(tag)) + "=" +
                     to_plain_line(cut_utf8(*value, kMaxValue)) + "\n";
        }
    }
    return lines;
}

}  // namespace syncgate::activesync

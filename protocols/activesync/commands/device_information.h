// What a device tells of itself. Source: MS-ASCMD 2.2.3.46 DeviceInformation.
#pragma once

#include <string>

#include "formats/wbxml/element.h"

namespace syncgate::activesync {

// The Set element's values as Device::information keeps them: "Model=iPhone" lines, at most 256
// bytes of each as a plain line; what is no DeviceInformation is passed over.
std::string device_information(const wbxml::Element& information);

}  // namespace syncgate::activesync

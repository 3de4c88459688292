// A policy as devices read it. Source: MS-ASPROV 2.2.2.28 EASProvisionDoc; before 12.0 as WAP
// provisioning text.
#pragma once

#include <string>
#include <string_view>

#include "formats/wbxml/element.h"
#include "model/policy.h"
#include "protocols/activesync/version.h"

namespace syncgate::activesync {

// The PolicyType that a device of the version asks for.
std::string_view policy_type(Version version);

// What stands in Policy: every setting that the version knows, so that one that was withdrawn goes
// back to its standard on the device.
wbxml::Element policy_data(const Policy& policy, Version version);

}  // namespace syncgate::activesync

// What the administrator laid down, brought to one device.
#pragma once

#include "model/device_rule.h"
#include "model/policy.h"
#include "protocols/activesync/context.h"

namespace syncgate::activesync {

struct Judged {
    Policy policy;
    Judgement judgement;
};

// The policy that holds for the account, and whether the device is let in. A judgement that is
// another than the last is kept with the device, logged and audited.
// Errors: of the store.
Result<Judged> judge_device(Services& services, store::Account& account, Device& device);

// Logs what was decided of a device and puts it into the audit. `by`: "device", "rule 3", ...
void record_decision(Services& services, const store::Account& account, const std::string& device,
                     const std::string& by, const std::string& event, const std::string& detail);

}  // namespace syncgate::activesync

// What was set aside for a device is sent to it once more.
#include "gateway/admin/operations.h"
#include "protocols/activesync/sync/set_aside.h"
#include "store/account.h"

namespace syncgate::admin {

Result<std::string> Operations::device_retry(const Call& call) {
    auto account = account_of(call);
    if (!account) {
        return account.error();
    }
    const std::string id = call.value("device");
    return (*account)->write([&](store::Change& change) -> Result<std::string> {
        const auto device = change.device(id);
        if (!device) {
            return Error{ErrorCode::kNotFound, "no device " + id};
        }
        std::string named;
        for (const auto& item : activesync::set_aside_of(change, device->number)) {
            named += activesync::to_server_id(item) + "\n";
        }
        const auto count = activesync::retry_set_aside(change, device->number);
        if (!count) {
            return count.error();
        }
        change.touch_hierarchy();  // wakes the device, if it waits
        return *count == 0 ? "nothing is set aside for " + id + "\n"
                           : named + std::to_string(*count) + " sent to " + id + " once more\n";
    });
}

}  // namespace syncgate::admin

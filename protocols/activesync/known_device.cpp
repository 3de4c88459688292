#include "protocols/activesync/known_device.h"

#include <optional>
#include <string>
#include <utility>

#include "base/text.h"

namespace syncgate::activesync {
namespace {

constexpr UnixSeconds kSeenEvery = 3600;

// The commands whose answers a client keeps; a device's version is that of these. Others, of which
// some come before the client has chosen its version, don't change it.
bool sends_items(const Command& command) {
    return command.name == "Sync" || command.name == "FolderSync";
}

}  // namespace

Result<Device> known_device(const Services& services, store::Account& account,
                            const Request& request, const RequestLine& line,
                            const Command& command) {
    auto known =
        account.read([&](const store::Snapshot& snapshot) -> Result<std::optional<Device>> {
            return snapshot.device(line.device_id);
        });
    if (!known) {
        return known.error();
    }
    const auto* agent = request.headers.find("User-Agent");
    const std::string user_agent = to_plain_line(cut_utf8(agent == nullptr ? "" : *agent, 256));
    const std::string version(to_string(line.version));
    const bool version_counts = !*known || sends_items(command);
    const UnixSeconds now = services.clock.now();
    const bool up_to_date = *known && (*known)->user_agent == user_agent &&
                            (!version_counts || (*known)->version == version) &&
                            (*known)->type == line.device_type &&
                            (*known)->last_seen + kSeenEvery > now;
    if (up_to_date) {
        return **std::move(known);
    }
    return account.note([&](store::Note& note) -> Result<Device> {
        Device device = note.ensure_device(line.device_id, line.device_type);
        // What it has was written in another version. Its keys are unknown from now on, so that it
        // starts anew; what it sent stays remembered.
        if (version_counts && device.version != version) {
            note.forget_what_was_sent(device.number);
            device.version = version;
        }
        device.type = line.device_type;
        device.user_agent = user_agent;
        device.last_seen = now;
        note.update_device(device);
        return device;
    });
}

}  // namespace syncgate::activesync

// The commands by name: one row each.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "protocols/activesync/context.h"

namespace syncgate::activesync {

struct Command {
    std::string_view name;           // "Sync"
    std::uint8_t code;               // in the base64 query; 0xff: has none
    std::optional<wbxml::Tag> root;  // of its request; nullopt: no WBXML request
    Version since, until;            // versions that know it
    bool needs_policy;  // refused with 449 / Status 142 until the device is provisioned
    bool empty_body;    // may come without a body (Sync, Ping)
    // `root` is null for an empty body.
    Answer (*run)(Context& context, const wbxml::Element* root);
    // Null for commands that never park. `state` is what the Park carried, without the endpoint's
    // own envelope.
    Answer (*resume)(Context& context, std::string_view state, Wake why);
};

std::span<const Command> commands();
// Without regard to case; null when there is none.
const Command* find_command(std::string_view name);
const Command* find_command(std::uint8_t code);

}  // namespace syncgate::activesync

// A message of a client sent once, whatever is repeated or lost: what SendMail, SmartReply and
// SmartForward have in common. Source: docs/decisions/0008-sending-once.md.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "base/paged_text.h"
#include "protocols/activesync/commands/command.h"
#include "protocols/activesync/items/last_verb.h"
#include "protocols/activesync/status.h"
#include "protocols/activesync/sync/server_id.h"

namespace syncgate::activesync {

// What names a request to send among those of its device.
struct SendRequest {
    bool save = false;           // in Sent
    std::string memory;          // its name
    std::string digest;          // a name that comes again with another is no repetition
    UnixSeconds remembered = 0;  // for how long
};

// The item that a message answers or passes on; marked in the sender's own write.
struct Mark {
    ItemId item;
    Verb verb = Verb::kReply;
};

struct Composed {
    std::variant<std::string, PagedText> mime;  // made, or the request's own
    std::optional<Mark> mark;
};

// `make` is asked for the message only when it has not been sent yet: what it answers may be gone
// by the time of a repetition.
Answer send_once(Context& context, const Command& command, const SendRequest& request,
                 const std::function<std::variant<Composed, CommonStatus>()>& make);

}  // namespace syncgate::activesync

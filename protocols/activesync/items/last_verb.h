// What was done with a mail last: answered, answered to all, forwarded, and when. Lives in the
// item's flags, where IMAP's programs see it too, and as lines of Item::follow_up beside the flag's
// own. Source: MS-ASEMAIL 2.2.2.42 LastVerbExecuted, 2.2.2.43 LastVerbExecutionTime.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "model/item.h"

namespace syncgate::activesync {

// The values are those of LastVerbExecuted.
enum class Verb : std::uint8_t { kReply = 1, kReplyToAll = 2, kForward = 3 };

struct LastVerb {
    Verb verb = Verb::kReply;
    UnixSeconds time = 0;  // 0: unknown, another protocol did it
};

// nullopt: nothing was done with it.
std::optional<LastVerb> last_verb(const Item& item);

// The bits of Item::flags to set, beside those that are there.
std::uint32_t flags_of(Verb verb);

// Item::follow_up with this as what was done last.
std::string with_last_verb(std::string_view follow_up, const LastVerb& last);

// `follow_up` as a flag that has changed wants it, with the lines of the verb that `before` has.
std::string keep_last_verb(std::string follow_up, std::string_view before);

}  // namespace syncgate::activesync

// What owners and members POST about invitations, as values. Source: caldav-sharing-02 5.2, 5.3.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "formats/xml/element.h"
#include "store/invitations.h"

namespace syncgate::dav {

inline constexpr std::size_t kMostInvited = 100;        // in one request
inline constexpr std::size_t kMostSummaryBytes = 1024;  // what is beyond is cut off

// One that CS:share names.
struct Invited {
    std::string href;                             // a principal's, or an address
    store::Rights rights = store::Rights::kNone;  // none: he is invited no longer
    std::string summary;
    bool operator==(const Invited&) const = default;
};
// Of a CS:share. Errors: kMalformed (nobody, or without a right), kTooLarge (too many).
Result<std::vector<Invited>> parse_share(const xml::Element& share);

struct InviteReply {
    std::string uid;  // of the invitation
    store::Answer answer = store::Answer::kNone;
    bool operator==(const InviteReply&) const = default;
};
// Of a CS:invite-reply. Errors: kMalformed (to nothing, or no answer).
Result<InviteReply> parse_invite_reply(const xml::Element& reply);

}  // namespace syncgate::dav

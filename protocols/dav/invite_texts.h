// What owners and members are told of invitations: notices, and the property CS:invite.
// Source: caldav-sharing-02 4.3, 6.
#pragma once

#include "protocols/dav/properties.h"
#include "store/invitations.h"

namespace syncgate::dav {

struct Party {
    std::string href;  // an address as URI; a group's principal
    std::string name;
};
Party party_of(std::string_view address, std::string_view display_name);

struct InviteText {
    std::string uid;
    std::string_view type;  // of what is shared: "addressbook"
    std::string path;       // where its owner has it
    Party owner, member;
    store::Rights rights = store::Rights::kNone;  // none: he is no longer invited
    store::Answer answer = store::Answer::kNone;
    std::string summary;
    UnixSeconds written = 0;
};

// To the member: what he is invited to. To the owner: what he answered.
store::Notice invite_notice(const InviteText& text);
store::Notice reply_notice(const InviteText& text);

// Of a book, for its owner: who is invited, or shares it. For another: whose it is, and himself.
void write_invite(const View& view, const Node& node, xml::Writer& out);
// Whether the book is shared with anybody, or offered.
bool is_offered(const View& view, const Node& node);

}  // namespace syncgate::dav

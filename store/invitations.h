// Invitations to collections that become shares once they are accepted, and the notices that those
// whom they concern get. Source: caldav-sharing-02 (draft of CalendarServer).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "store/groups.h"

namespace syncgate::store {

// The values are stored.
enum class Answer : std::uint8_t { kNone = 0, kAccepted = 1, kDeclined = 2 };

struct Invitation {
    AccountId owner = 0;
    CollectionId collection = 0;
    AccountId member = 0;
    std::string uid;
    Rights rights = Rights::kRead;
    Answer answer = Answer::kNone;  // accepted exactly as long as it is shared with the member
    std::string summary;            // what the owner calls it
    bool operator==(const Invitation&) const = default;
};

// What an account is told, until it removes it. Another of the same name replaces it.
struct Notice {
    std::string name;  // unique in the account; of what says an invitation, its uid
    std::string kind;
    std::string text;
    UnixSeconds written = 0;
    bool operator==(const Notice&) const = default;
};
inline constexpr int kMostNotices = 100;  // that an account keeps: the newest

// What an owner says to a member: what he is invited to, with his notice of it. Without rights:
// that he is not, or no longer.
struct Offer {
    Invitation invitation;  // its answer does not matter
    Notice notice;
};

// Thread-safe. Every method: kUnavailable when the disk fails. An invitation ends, and its notice
// with it, with the last group that the two have in common, with its collection, and with its share
// but where the member has left that.
class Invitations {
  public:
    virtual ~Invitations() = default;

    // All of them or none. What is shared with a member already is so with the new rights at once;
    // who declined is asked again. One that is withdrawn ends its share, and is no news to whoever
    // had neither. Errors: kForbidden (no common group), kMalformed (to oneself).
    virtual Result<void> offer(const std::vector<Offer>& offers) = 0;
    // Accepted: it is shared with the rights that were offered; declined: it is not. `notice` is
    // the owner's. Errors: kNotFound (no such invitation).
    virtual Result<void> answer(const Invitation& invitation, Answer answer,
                                const Notice& notice) = 0;
    // Ascending by owner, collection and member.
    virtual Result<std::vector<Invitation>> invitations_by(AccountId owner) = 0;
    virtual Result<std::vector<Invitation>> invitations_to(AccountId member) = 0;

    // By name.
    virtual Result<std::vector<Notice>> notices(AccountId account) = 0;
    // Errors: kNotFound.
    virtual Result<void> remove_notice(AccountId account, std::string_view name) = 0;
};

}  // namespace syncgate::store

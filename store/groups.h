// Groups of accounts, and what one account lets another see. Nothing is shared but between members
// of a common group; with their last common group a share ends.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/ids.h"

namespace syncgate::store {

// The values are stored; each contains the lower ones.
enum class Rights : std::uint8_t { kNone = 0, kRead = 1, kWrite = 2 };

struct Group {
    std::string name;
    std::vector<AccountId> members;  // ascending
};

// A group as its members see it.
struct Member {
    AccountId account = 0;
    std::string address, display_name;
    bool operator==(const Member&) const = default;
};
struct GroupOfMembers {
    std::string name;
    std::vector<Member> members;  // by address
};

// What `owner` lets somebody see: the whole mailbox (collection 0) or one collection; either one
// member, or, of a collection that belongs to a group, all of it.
struct Share {
    AccountId owner = 0;
    CollectionId collection = 0;
    AccountId member = 0;  // 0: `group`
    std::string group;
    Rights rights = Rights::kRead;
    bool operator==(const Share&) const = default;
};

// What one account may see of another.
struct Sharing {
    Rights mailbox = Rights::kNone;              // of every collection, those to come as well
    std::map<CollectionId, Rights> collections;  // more than a book has by `mailbox`
    std::set<CollectionId> left;                 // that the viewer does not want to see as a book
    [[nodiscard]] Rights rights_on(CollectionId collection) const;
    // Of another's address book: whoever may use the mailbox only reads its owner's.
    [[nodiscard]] Rights book_rights_on(CollectionId collection) const;
    [[nodiscard]] bool nothing() const { return mailbox == Rights::kNone && collections.empty(); }
};

// What `member` says of a collection that another shares; as it is kept with one's own.
struct SharedProperty {
    CollectionId collection = 0;
    std::string name, value;
    bool operator==(const SharedProperty&) const = default;
};

// Thread-safe. Every method: kUnavailable when the disk fails. Names are kept in lower case.
class Groups {
  public:
    virtual ~Groups() = default;

    // Errors: kConflict (is there), kMalformed (empty, over 64 bytes, no UTF-8, control
    // characters).
    virtual Result<void> add_group(std::string_view name) = 0;
    // Ascending by name.
    virtual Result<std::vector<Group>> groups() = 0;
    // Those that the account is in, by name.
    virtual Result<std::vector<GroupOfMembers>> groups_of(AccountId account) = 0;
    // Errors: kNotFound, kConflict (it has books: their account goes first).
    virtual Result<void> remove_group(std::string_view name) = 0;
    // Of people alone (store/group_books.h). Errors: kNotFound (group or account), kConflict (is a
    // member already).
    virtual Result<void> join(std::string_view name, AccountId account) = 0;
    // Errors: kNotFound (group, or no member of it).
    virtual Result<void> leave(std::string_view name, AccountId account) = 0;

    // Adds the share, or gives it other rights. Whether the owner has the collection is the
    // caller's to know. Errors: kForbidden (no common group; the owner is not in the group),
    // kMalformed (with oneself, without rights, a whole mailbox for a group), kNotFound (group).
    virtual Result<void> share(const Share& share) = 0;
    // The owner's collection is shared as these say, each of which names it, and not otherwise; all
    // of them or none. Errors: as share().
    virtual Result<void> set_shares(AccountId owner, CollectionId collection,
                                    const std::vector<Share>& shares) = 0;
    // Errors: kNotFound. Its rights don't matter.
    virtual Result<void> unshare(const Share& share) = 0;
    // Ascending by owner, collection, member and group.
    virtual Result<std::vector<Share>> shares() = 0;
    // The same of one owner.
    virtual Result<std::vector<Share>> shares_of(AccountId owner) = 0;

    // What `viewer` may see of `owner`: of oneself everything, of others what is shared with the
    // viewer or a group of the viewer's; the strongest counts.
    virtual Result<Sharing> sharing(AccountId viewer, AccountId owner) = 0;
    // Of all who share anything with the viewer.
    virtual Result<std::map<AccountId, Sharing>> shared_with(AccountId viewer) = 0;
    // The viewer's share of the collection ends; where a group or the mailbox shows it as well, it
    // is not shown to the viewer until it is shared anew. What he said of it is forgotten. Errors:
    // kNotFound (it was not to be seen).
    virtual Result<void> leave_share(AccountId viewer, AccountId owner,
                                     CollectionId collection) = 0;
    // The collection is gone: nobody sees it any more.
    virtual Result<void> end_shares(AccountId owner, CollectionId collection) = 0;

    // What the viewer says of the owner's collections, ascending by collection and name.
    virtual Result<std::vector<SharedProperty>> shared_properties(AccountId viewer,
                                                                  AccountId owner) = 0;
    // All of them or none; nullopt: nothing any more. Errors: kNotFound (the viewer does not see
    // it), kTooLarge (more than `most` then).
    struct Said {
        std::string name;
        std::optional<std::string> value;
    };
    virtual Result<void> say(AccountId viewer, AccountId owner, CollectionId collection,
                             const std::vector<Said>& said, std::size_t most) = 0;
};

}  // namespace syncgate::store

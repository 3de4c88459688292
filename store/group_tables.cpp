#include "store/group_tables.h"

#include <algorithm>

#include "base/text.h"
#include "store/directory_access.h"
#include "store/group_books.h"
#include "store/invitation_tables.h"

namespace syncgate::store {
namespace {

constexpr std::size_t kMaxName = 64;

// The name as a key; nullopt when no group can have it.
std::optional<std::string> key_of(std::string_view name) {
    const bool control = std::any_of(name.begin(), name.end(), [](char c) {
        return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
    });
    if (name.empty() || name.size() > kMaxName || control || !is_utf8(name)) {
        return std::nullopt;
    }
    return lower_ascii(name);
}

// The group's own name; nullopt when there is none.
std::optional<std::string> find(Connection& db, std::string_view name) {
    const auto key = key_of(name);
    if (!key || !find_integer(db, "SELECT 1 FROM member_group WHERE name = $1", *key)) {
        return std::nullopt;
    }
    return key;
}

Error no_group(std::string_view name) {
    return {ErrorCode::kNotFound, "no group " + std::string(name)};
}

bool is_member(Connection& db, const std::string& group, AccountId account) {
    return find_integer(db, "SELECT 1 FROM member WHERE member_group = $1 AND account = $2", group,
                        account)
        .has_value();
}

// Not the account that holds a group's books, which is in its group for good.
bool is_person(Connection& db, AccountId account) {
    return find_integer(db, "SELECT 1 FROM account WHERE id = $1 AND address NOT LIKE 'group:%'",
                        account)
        .has_value();
}

bool have_common_group(Connection& db, AccountId one, AccountId other) {
    return find_integer(db,
                        "SELECT 1 FROM member a JOIN member b ON b.member_group = a.member_group"
                        " WHERE a.account = $1 AND b.account = $2 LIMIT 1",
                        one, other)
        .has_value();
}

// After a change of members: what stands between accounts without a common group ends.
void end_shares_without_group(Connection& db) {
    run(db,
        "DELETE FROM mailbox_share WHERE NOT EXISTS (SELECT 1 FROM member a"
        " JOIN member b ON b.member_group = a.member_group"
        " WHERE a.account = mailbox_share.account AND b.account = mailbox_share.member)");
    run(db,
        "DELETE FROM group_collection WHERE NOT EXISTS (SELECT 1 FROM member a"
        " WHERE a.member_group = group_collection.member_group"
        " AND a.account = group_collection.account)");
    InvitationTables::end_without_group(db);
    GroupTables::forget_unseen(db);
}

std::vector<Share> shares_in(Query& rows) {
    std::vector<Share> found;
    while (rows.next()) {
        found.push_back({rows.integer(0), rows.integer(1), rows.integer(2), rows.text(3),
                         static_cast<Rights>(rows.integer(4))});
    }
    return found;
}

}  // namespace

Result<void> GroupTables::add_group(std::string_view name) {
    const auto key = key_of(name);
    if (!key) {
        return Error{ErrorCode::kMalformed, "a group's name has 1 to 64 bytes of text"};
    }
    return write_directory(database_, [&](Connection& db) -> Result<void> {
        if (run(db, "INSERT INTO member_group(name) VALUES($1) ON CONFLICT(name) DO NOTHING",
                *key) == 0) {
            return Error{ErrorCode::kConflict, "the group " + *key + " is there already"};
        }
        return {};
    });
}

Result<std::vector<Group>> GroupTables::groups() {
    return read_directory(database_, [](Connection& db) -> Result<std::vector<Group>> {
        Query rows(db,
                   "SELECT g.name, m.account FROM member_group g"
                   " LEFT JOIN member m ON m.member_group = g.name AND NOT EXISTS"
                   " (SELECT 1 FROM account a WHERE a.id = m.account AND a.address LIKE 'group:%')"
                   " ORDER BY g.name, m.account");
        std::vector<Group> found;
        while (rows.next()) {
            if (found.empty() || found.back().name != rows.bytes(0)) {
                found.push_back({rows.text(0), {}});
            }
            if (!rows.is_null(1)) {
                found.back().members.push_back(rows.integer(1));
            }
        }
        return found;
    });
}

Result<std::vector<GroupOfMembers>> GroupTables::groups_of(AccountId account) {
    return read_directory(database_, [&](Connection& db) -> Result<std::vector<GroupOfMembers>> {
        Query rows(db,
                   "SELECT m.member_group, a.id, a.address, a.display_name FROM member o"
                   " JOIN member m ON m.member_group = o.member_group"
                   " JOIN account a ON a.id = m.account"
                   " WHERE o.account = $1 AND a.address NOT LIKE 'group:%'"
                   " ORDER BY m.member_group, a.address",
                   account);
        std::vector<GroupOfMembers> found;
        while (rows.next()) {
            if (found.empty() || found.back().name != rows.bytes(0)) {
                found.push_back({rows.text(0), {}});
            }
            found.back().members.push_back({rows.integer(1), rows.text(2), rows.text(3)});
        }
        return found;
    });
}

Result<void> GroupTables::remove_group(std::string_view name) {
    auto removed = write_directory(database_, [&](Connection& db) -> Result<void> {
        const auto group = find(db, name);
        if (!group) {
            return no_group(name);
        }
        if (find_integer(db, "SELECT 1 FROM account WHERE address = $1", group_address(*group))) {
            return Error{ErrorCode::kConflict, "the group " + *group + " has books"};
        }
        run(db, "DELETE FROM member WHERE member_group = $1", *group);
        run(db, "DELETE FROM member_group WHERE name = $1", *group);
        regime_.drop_group(db, *group);
        end_shares_without_group(db);
        return {};
    });
    regime_.forget();
    return removed;
}

Result<void> GroupTables::join(std::string_view name, AccountId account) {
    return write_directory(database_, [&](Connection& db) -> Result<void> {
        const auto group = find(db, name);
        if (!group) {
            return no_group(name);
        }
        if (!is_person(db, account)) {
            return Error{ErrorCode::kNotFound, "no such account"};
        }
        if (run(db,
                "INSERT INTO member(member_group, account) VALUES($1, $2)"
                " ON CONFLICT(member_group, account) DO NOTHING",
                *group, account) == 0) {
            return Error{ErrorCode::kConflict, "it is a member of " + *group + " already"};
        }
        return {};
    });
}

Result<void> GroupTables::leave(std::string_view name, AccountId account) {
    return write_directory(database_, [&](Connection& db) -> Result<void> {
        const auto group = find(db, name);
        if (!group) {
            return no_group(name);
        }
        if (!is_person(db, account) ||
            run(db, "DELETE FROM member WHERE member_group = $1 AND account = $2", *group,
                account) == 0) {
            return Error{ErrorCode::kNotFound, "it is no member of " + *group};
        }
        end_shares_without_group(db);
        return {};
    });
}

Result<void> GroupTables::check_share(Connection& db, const Share& share) {
    const bool with_group = share.member == 0;
    if (share.rights == Rights::kNone || share.owner == share.member ||
        (with_group && share.collection == 0)) {
        return Error{ErrorCode::kMalformed,
                     "a share is a right for another member, or of a collection for a group"};
    }
    if (!with_group) {
        return have_common_group(db, share.owner, share.member)
                   ? Result<void>()
                   : Error{ErrorCode::kForbidden,
                           "the two have no group in common; add both to one with: group join"};
    }
    const auto group = find(db, share.group);
    if (!group) {
        return no_group(share.group);
    }
    return is_member(db, *group, share.owner)
               ? Result<void>()
               : Error{ErrorCode::kForbidden, "the owner is no member of " + *group};
}

Result<void> GroupTables::add_share(Connection& db, const Share& share) {
    if (auto allowed = check_share(db, share); !allowed) {
        return allowed;
    }
    if (share.member == 0) {
        run(db,
            "INSERT INTO group_collection(account, collection, member_group, rights)"
            " VALUES($1, $2, $3, $4) ON CONFLICT(account, collection, member_group)"
            " DO UPDATE SET rights = excluded.rights",
            share.owner, share.collection, lower_ascii(share.group), share.rights);
        run(db, "DELETE FROM shared_property WHERE account = $1 AND collection = $2 AND name = ''",
            share.owner, share.collection);
        return {};
    }
    run(db,
        "INSERT INTO mailbox_share(account, collection, member, rights) VALUES($1, $2, $3, $4)"
        " ON CONFLICT(account, collection, member) DO UPDATE SET rights = excluded.rights",
        share.owner, share.collection, share.member, share.rights);
    run(db,
        "DELETE FROM shared_property WHERE account = $1 AND (collection = $2 OR $2 = 0)"
        " AND member = $3 AND name = ''",
        share.owner, share.collection, share.member);
    InvitationTables::accept(db, share);
    return {};
}

bool GroupTables::drop_share(Connection& db, const Share& share) {
    const auto ended = share.member != 0
                           ? run(db,
                                 "DELETE FROM mailbox_share"
                                 " WHERE account = $1 AND collection = $2 AND member = $3",
                                 share.owner, share.collection, share.member)
                           : run(db,
                                 "DELETE FROM group_collection"
                                 " WHERE account = $1 AND collection = $2 AND member_group = $3",
                                 share.owner, share.collection, lower_ascii(share.group));
    if (ended != 0) {
        forget_unseen(db, share.owner);
    }
    return ended != 0;
}

bool GroupTables::remove_share(Connection& db, const Share& share) {
    const bool ended = drop_share(db, share);
    if (ended) {
        InvitationTables::end(db, share);
    }
    return ended;
}

Result<void> GroupTables::share(const Share& share) {
    return write_directory(database_, [&](Connection& db) { return add_share(db, share); });
}

Result<void> GroupTables::set_shares(AccountId owner, CollectionId collection,
                                     const std::vector<Share>& shares) {
    return write_directory(database_, [&](Connection& db) -> Result<void> {
        std::vector<Share> before;
        {
            Query rows(db,
                       "SELECT account, collection, member, '' AS name, rights FROM mailbox_share"
                       " WHERE account = $1 AND collection = $2"
                       " UNION ALL SELECT account, collection, 0, member_group, rights"
                       " FROM group_collection WHERE account = $1 AND collection = $2"
                       " ORDER BY 1, 2, 3, 4",
                       owner, collection);
            before = shares_in(rows);
        }
        for (const auto& each : before) {
            const bool stays = std::any_of(shares.begin(), shares.end(), [&](const Share& other) {
                return other.member == each.member && other.group == each.group;
            });
            if (!stays) {
                remove_share(db, each);
            }
        }
        for (const auto& each : shares) {  // one that is as it was is not shared anew
            if (std::find(before.begin(), before.end(), each) != before.end()) {
                continue;
            }
            if (auto added = add_share(db, each); !added) {
                return added;
            }
        }
        return {};
    });
}

Result<void> GroupTables::unshare(const Share& share) {
    return write_directory(database_, [&](Connection& db) -> Result<void> {
        if (!remove_share(db, share)) {
            return Error{ErrorCode::kNotFound, "that is not shared"};
        }
        return {};
    });
}

Result<std::vector<Share>> GroupTables::shares() {
    return read_directory(database_, [](Connection& db) -> Result<std::vector<Share>> {
        Query rows(db,
                   "SELECT account, collection, member, '' AS name, rights FROM mailbox_share"
                   " UNION ALL SELECT account, collection, 0, member_group, rights"
                   " FROM group_collection ORDER BY 1, 2, 3, 4");
        return shares_in(rows);
    });
}

Result<std::vector<Share>> GroupTables::shares_of(AccountId owner) {
    return read_directory(database_, [&](Connection& db) -> Result<std::vector<Share>> {
        Query rows(db,
                   "SELECT account, collection, member, '' AS name, rights FROM mailbox_share"
                   " WHERE account = $1"
                   " UNION ALL SELECT account, collection, 0, member_group, rights"
                   " FROM group_collection WHERE account = $1 ORDER BY 1, 2, 3, 4",
                   owner);
        return shares_in(rows);
    });
}

void GroupTables::forget(Connection& db, AccountId account) {
    for (const auto sql : {
             "DELETE FROM member WHERE account = $1",
             "DELETE FROM mailbox_share WHERE account = $1",
             "DELETE FROM mailbox_share WHERE member = $1",
             "DELETE FROM group_collection WHERE account = $1",
             "DELETE FROM shared_property WHERE account = $1",
             "DELETE FROM shared_property WHERE member = $1",
         }) {
        run(db, sql, account);
    }
    InvitationTables::forget(db, account);
}

}  // namespace syncgate::store

// Shares as those see them who are shared something.
#include <algorithm>

#include "store/directory_access.h"
#include "store/group_tables.h"
#include "store/invitation_tables.h"

namespace syncgate::store {
namespace {

// Of a row of shared_property: its member does not see its collection.
#define SYNCGATE_UNSEEN                                                                           \
    " NOT EXISTS (SELECT 1 FROM mailbox_share s WHERE s.account = shared_property.account"        \
    " AND s.member = shared_property.member"                                                      \
    " AND (s.collection = shared_property.collection OR s.collection = 0))"                       \
    " AND NOT EXISTS (SELECT 1 FROM group_collection c"                                           \
    " JOIN member m ON m.member_group = c.member_group WHERE c.account = shared_property.account" \
    " AND c.collection = shared_property.collection AND m.account = shared_property.member)"
constexpr std::string_view kForgetUnseen = "DELETE FROM shared_property WHERE" SYNCGATE_UNSEEN;
constexpr std::string_view kForgetUnseenOf =
    "DELETE FROM shared_property WHERE account = $1 AND" SYNCGATE_UNSEEN;
#undef SYNCGATE_UNSEEN

// What one row of a share gives.
void add(Sharing& sharing, CollectionId collection, Rights rights) {
    auto& place = collection == 0 ? sharing.mailbox : sharing.collections[collection];
    place = std::max(place, rights);
}

// What the mailbox gives by itself is not said again.
void finish(Sharing& sharing) {
    const Rights given = std::min(sharing.mailbox, Rights::kRead);
    std::erase_if(sharing.collections, [&](const auto& each) { return each.second <= given; });
}

Sharing read_sharing(Connection& db, AccountId viewer, AccountId owner) {
    Query rows(db,
               "SELECT collection, rights FROM mailbox_share"
               " WHERE account = $1 AND member = $2"
               " UNION ALL SELECT c.collection, c.rights FROM group_collection c"
               " JOIN member m ON m.member_group = c.member_group"
               " WHERE c.account = $1 AND m.account = $2",
               owner, viewer);
    Sharing found;
    while (rows.next()) {
        add(found, rows.integer(0), static_cast<Rights>(rows.integer(1)));
    }
    finish(found);
    Query left(db,
               "SELECT collection FROM shared_property"
               " WHERE account = $1 AND member = $2 AND name = ''",
               owner, viewer);
    while (left.next()) {
        found.left.insert(left.integer(0));
    }
    return found;
}

Error not_shared() {
    return {ErrorCode::kNotFound, "that is not shared"};
}

}  // namespace

Rights Sharing::rights_on(CollectionId collection) const {
    const auto it = collections.find(collection);
    return it == collections.end() ? mailbox : std::max(mailbox, it->second);
}

Rights Sharing::book_rights_on(CollectionId collection) const {
    if (left.contains(collection)) {
        return Rights::kNone;
    }
    const auto it = collections.find(collection);
    return it == collections.end() ? std::min(mailbox, Rights::kRead) : it->second;
}

Result<Sharing> GroupTables::sharing(AccountId viewer, AccountId owner) {
    if (viewer == owner) {
        return Sharing{Rights::kWrite, {}, {}};
    }
    return read_directory(database_, [&](Connection& db) -> Result<Sharing> {
        return read_sharing(db, viewer, owner);
    });
}

Result<std::map<AccountId, Sharing>> GroupTables::shared_with(AccountId viewer) {
    return read_directory(database_, [&](Connection& db) -> Result<std::map<AccountId, Sharing>> {
        std::vector<AccountId> owners;
        Query rows(db,
                   "SELECT account FROM mailbox_share WHERE member = $1"
                   " UNION SELECT c.account FROM group_collection c"
                   " JOIN member m ON m.member_group = c.member_group"
                   " WHERE m.account = $1 AND c.account <> $1",
                   viewer);
        while (rows.next()) {
            owners.push_back(rows.integer(0));
        }
        std::map<AccountId, Sharing> found;
        for (const auto owner : owners) {
            found.emplace(owner, read_sharing(db, viewer, owner));
        }
        return found;
    });
}

Result<void> GroupTables::leave_share(AccountId viewer, AccountId owner, CollectionId collection) {
    return write_directory(database_, [&](Connection& db) -> Result<void> {
        if (read_sharing(db, viewer, owner).book_rights_on(collection) == Rights::kNone) {
            return not_shared();
        }
        const Share own{owner, collection, viewer, "", Rights::kNone};
        if (run(db,
                "DELETE FROM mailbox_share WHERE account = $1 AND collection = $2 AND member = $3",
                owner, collection, viewer) != 0) {
            InvitationTables::decline(db, own);
        }
        run(db,
            "DELETE FROM shared_property WHERE account = $1 AND collection = $2 AND member = $3",
            owner, collection, viewer);
        if (read_sharing(db, viewer, owner).book_rights_on(collection) != Rights::kNone) {
            run(db,
                "INSERT INTO shared_property(account, collection, member, name, value)"
                " VALUES($1, $2, $3, '', '')",
                owner, collection, viewer);
        }
        return {};
    });
}

Result<void> GroupTables::end_shares(AccountId owner, CollectionId collection) {
    return write_directory(database_, [&](Connection& db) -> Result<void> {
        for (const std::string_view sql :
             {"DELETE FROM mailbox_share WHERE account = $1 AND collection = $2",
              "DELETE FROM group_collection WHERE account = $1 AND collection = $2",
              "DELETE FROM shared_property WHERE account = $1 AND collection = $2"}) {
            run(db, sql, owner, collection);
        }
        InvitationTables::end(db, owner, collection);
        return {};
    });
}

Result<std::vector<SharedProperty>> GroupTables::shared_properties(AccountId viewer,
                                                                   AccountId owner) {
    return read_directory(database_, [&](Connection& db) -> Result<std::vector<SharedProperty>> {
        Query rows(db,
                   "SELECT collection, name, value FROM shared_property"
                   " WHERE account = $1 AND member = $2 AND name <> '' ORDER BY collection, name",
                   owner, viewer);
        std::vector<SharedProperty> found;
        while (rows.next()) {
            found.push_back({rows.integer(0), rows.text(1), rows.text(2)});
        }
        return found;
    });
}

Result<void> GroupTables::say(AccountId viewer, AccountId owner, CollectionId collection,
                              const std::vector<Said>& said, std::size_t most) {
    return write_directory(database_, [&](Connection& db) -> Result<void> {
        if (read_sharing(db, viewer, owner).book_rights_on(collection) == Rights::kNone) {
            return not_shared();
        }
        for (const auto& each : said) {
            run(db,
                "DELETE FROM shared_property"
                " WHERE account = $1 AND collection = $2 AND member = $3 AND name = $4",
                owner, collection, viewer, each.name);
            if (each.value) {
                run(db,
                    "INSERT INTO shared_property(account, collection, member, name, value)"
                    " VALUES($1, $2, $3, $4, $5)",
                    owner, collection, viewer, each.name, *each.value);
            }
        }
        const auto kept = find_integer(db,
                                       "SELECT COUNT(*) FROM shared_property"
                                       " WHERE account = $1 AND collection = $2 AND member = $3",
                                       owner, collection, viewer);
        if (static_cast<std::size_t>(kept.value_or(0)) > most) {
            return Error{ErrorCode::kTooLarge, "more is said of it than is kept"};
        }
        return {};
    });
}

void GroupTables::forget_unseen(Connection& db) {
    run(db, kForgetUnseen);
}

void GroupTables::forget_unseen(Connection& db, AccountId owner) {
    run(db, kForgetUnseenOf, owner);
}

}  // namespace syncgate::store

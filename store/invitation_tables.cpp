#include "store/invitation_tables.h"

#include "store/directory_access.h"
#include "store/group_tables.h"

namespace syncgate::store {
namespace {

void put_notice(Connection& db, AccountId account, const Notice& notice) {
    run(db,
        "INSERT INTO notice(account, name, kind, text, written) VALUES($1, $2, $3, $4, $5)"
        " ON CONFLICT(account, name) DO UPDATE SET kind = excluded.kind, text = excluded.text,"
        " written = excluded.written",
        account, notice.name, notice.kind, notice.text, notice.written);
    run(db,
        "DELETE FROM notice WHERE account = $1 AND name <> $2 AND name NOT IN (SELECT name"
        " FROM notice WHERE account = $1 AND name <> $2 ORDER BY written DESC, name LIMIT $3)",
        account, notice.name, kMostNotices - 1);
}

Share share_of(const Invitation& invitation) {
    return {invitation.owner, invitation.collection, invitation.member, "", invitation.rights};
}

std::vector<Invitation> invitations_in(Query& rows) {
    std::vector<Invitation> found;
    while (rows.next()) {
        found.push_back({rows.integer(0), rows.integer(1), rows.integer(2), rows.text(3),
                         static_cast<Rights>(rows.integer(4)), static_cast<Answer>(rows.integer(5)),
                         rows.text(6)});
    }
    return found;
}

// Of the rows (member, uid): the notice, which would invite to nothing, goes too.
void end_all(Connection& db, Query rows) {
    std::vector<std::pair<AccountId, std::string>> found;
    while (rows.next()) {
        found.emplace_back(rows.integer(0), rows.text(1));
    }
    for (const auto& [member, uid] : found) {
        run(db, "DELETE FROM notice WHERE account = $1 AND name = $2", member, uid);
        run(db, "DELETE FROM invitation WHERE member = $1 AND uid = $2", member, uid);
    }
}

Result<void> invite(Connection& db, const Offer& offer) {
    const auto& invitation = offer.invitation;
    const auto share = share_of(invitation);
    if (auto allowed = GroupTables::check_share(db, share); !allowed) {
        return allowed;
    }
    InvitationTables::end(db, share);
    const bool shared = find_integer(db,
                                     "SELECT 1 FROM mailbox_share"
                                     " WHERE account = $1 AND collection = $2 AND member = $3",
                                     share.owner, share.collection, share.member)
                            .has_value();
    run(db,
        "INSERT INTO invitation(account, collection, member, uid, rights, answer, summary)"
        " VALUES($1, $2, $3, $4, $5, $6, $7)",
        invitation.owner, invitation.collection, invitation.member, invitation.uid,
        invitation.rights, Answer::kNone, invitation.summary);
    put_notice(db, invitation.member, offer.notice);
    return shared ? GroupTables::add_share(db, share) : Result<void>();
}

void withdraw(Connection& db, const Offer& offer) {
    const auto share = share_of(offer.invitation);
    const bool invited = find_integer(db,
                                      "SELECT 1 FROM invitation"
                                      " WHERE account = $1 AND collection = $2 AND member = $3",
                                      share.owner, share.collection, share.member)
                             .has_value();
    InvitationTables::end(db, share);
    if (GroupTables::remove_share(db, share) || invited) {
        put_notice(db, share.member, offer.notice);
    }
}

}  // namespace

Result<void> InvitationTables::offer(const std::vector<Offer>& offers) {
    return write_directory(database_, [&](Connection& db) -> Result<void> {
        for (const auto& each : offers) {
            if (each.invitation.rights == Rights::kNone) {
                withdraw(db, each);
            } else if (auto invited = invite(db, each); !invited) {
                return invited;
            }
        }
        return {};
    });
}

Result<void> InvitationTables::answer(const Invitation& invitation, Answer answer,
                                      const Notice& notice) {
    return write_directory(database_, [&](Connection& db) -> Result<void> {
        auto share = share_of(invitation);
        const auto rights = find_integer(
            db,
            "SELECT rights FROM invitation WHERE account = $1 AND collection = $2 AND member = $3",
            share.owner, share.collection, share.member);
        if (!rights) {
            return Error{ErrorCode::kNotFound, "there is no such invitation"};
        }
        share.rights = static_cast<Rights>(*rights);
        if (answer != Answer::kAccepted) {
            GroupTables::drop_share(db, share);
            decline(db, share);
        } else if (auto shared = GroupTables::add_share(db, share); !shared) {
            return shared;
        }
        put_notice(db, share.owner, notice);
        return {};
    });
}

Result<std::vector<Invitation>> InvitationTables::invitations_by(AccountId owner) {
    return read_directory(database_, [&](Connection& db) -> Result<std::vector<Invitation>> {
        Query rows(db,
                   "SELECT account, collection, member, uid, rights, answer, summary"
                   " FROM invitation WHERE account = $1 ORDER BY account, collection, member",
                   owner);
        return invitations_in(rows);
    });
}

Result<std::vector<Invitation>> InvitationTables::invitations_to(AccountId member) {
    return read_directory(database_, [&](Connection& db) -> Result<std::vector<Invitation>> {
        Query rows(db,
                   "SELECT account, collection, member, uid, rights, answer, summary"
                   " FROM invitation WHERE member = $1 ORDER BY account, collection, member",
                   member);
        return invitations_in(rows);
    });
}

Result<std::vector<Notice>> InvitationTables::notices(AccountId account) {
    return read_directory(database_, [&](Connection& db) -> Result<std::vector<Notice>> {
        Query rows(db,
                   "SELECT name, kind, text, written FROM notice WHERE account = $1 ORDER BY name",
                   account);
        std::vector<Notice> found;
        while (rows.next()) {
            found.push_back({rows.text(0), rows.text(1), rows.text(2), rows.integer(3)});
        }
        return found;
    });
}

Result<void> InvitationTables::remove_notice(AccountId account, std::string_view name) {
    return write_directory(database_, [&](Connection& db) -> Result<void> {
        if (run(db, "DELETE FROM notice WHERE account = $1 AND name = $2", account, name) == 0) {
            return Error{ErrorCode::kNotFound, "there is no such notice"};
        }
        return {};
    });
}

void InvitationTables::accept(Connection& db, const Share& share) {
    run(db,
        "UPDATE invitation SET answer = 1, rights = $1"
        " WHERE account = $2 AND collection = $3 AND member = $4",
        share.rights, share.owner, share.collection, share.member);
}

void InvitationTables::decline(Connection& db, const Share& share) {
    run(db,
        "UPDATE invitation SET answer = 2 WHERE account = $1 AND collection = $2 AND member = $3",
        share.owner, share.collection, share.member);
}

void InvitationTables::end(Connection& db, const Share& share) {
    end_all(db, Query(db,
                      "SELECT member, uid FROM invitation"
                      " WHERE account = $1 AND collection = $2 AND member = $3",
                      share.owner, share.collection, share.member));
}

void InvitationTables::end(Connection& db, AccountId owner, CollectionId collection) {
    end_all(db,
            Query(db, "SELECT member, uid FROM invitation WHERE account = $1 AND collection = $2",
                  owner, collection));
}

void InvitationTables::end_without_group(Connection& db) {
    end_all(db, Query(db,
                      "SELECT member, uid FROM invitation WHERE NOT EXISTS (SELECT 1 FROM member a"
                      " JOIN member b ON b.member_group = a.member_group"
                      " WHERE a.account = invitation.account AND b.account = invitation.member)"));
}

void InvitationTables::forget(Connection& db, AccountId account) {
    end_all(db, Query(db, "SELECT member, uid FROM invitation WHERE account = $1 OR member = $1",
                      account));
    run(db, "DELETE FROM notice WHERE account = $1", account);
}

}  // namespace syncgate::store

// Mail that waits for the relay: the parts of Snapshot, Note and Change.
#include <algorithm>
#include <limits>
#include <utility>

#include "store/change.h"
#include "store/objects.h"
#include "store/outgoing_due.h"
#include "store/scope.h"

namespace syncgate::store {
namespace {

#define SYNCGATE_OUTGOING_COLUMNS "id, object, sender, queued, holder, held_until"

constexpr std::string_view kRecipients =
    "SELECT address, at, tries, reason FROM outgoing_recipient"
    " WHERE account = $1 AND message = $2 ORDER BY address";

Outgoing outgoing_of(const Query& row) {
    Outgoing outgoing;
    outgoing.id = row.integer(0);
    outgoing.object = row.integer(1);
    outgoing.sender = row.text(2);
    outgoing.queued = row.integer(3);
    outgoing.holder = row.text(4);
    outgoing.held_until = row.integer(5);
    return outgoing;
}

void read_recipients(Scope& scope, Outgoing& outgoing) {
    Query rows(scope.db, kRecipients, scope.account, outgoing.id);
    while (rows.next()) {
        outgoing.recipients.push_back(
            {rows.text(0), rows.integer(1), static_cast<int>(rows.integer(2)), rows.text(3)});
    }
}

// Whoever looks for work comes then.
void look_at(Scope& scope, UnixSeconds at) {
    scope.outgoing_at = std::min(scope.outgoing_at.value_or(at), at);
}

void drop_message(Scope& scope, const Outgoing& outgoing) {
    run(scope.db, "DELETE FROM outgoing_recipient WHERE account = $1 AND message = $2",
        scope.account, outgoing.id);
    run(scope.db, "DELETE FROM outgoing WHERE account = $1 AND id = $2", scope.account,
        outgoing.id);
    drop_unused_object(scope, outgoing.object);
}

void note_outcome(Scope& scope, std::int64_t id, const OutgoingOutcome& outcome) {
    if (outcome.done) {
        run(scope.db,
            "DELETE FROM outgoing_recipient WHERE account = $1 AND message = $2 AND address = $3",
            scope.account, id, outcome.address);
        return;
    }
    run(scope.db,
        "UPDATE outgoing_recipient SET at = $1, tries = tries + 1, reason = $2"
        " WHERE account = $3 AND message = $4 AND address = $5",
        outcome.at, outcome.reason, scope.account, id, outcome.address);
}

}  // namespace

std::vector<Outgoing> Snapshot::outgoing() const {
    std::vector<Outgoing> found;
    {
        Query rows(scope_->db,
                   "SELECT " SYNCGATE_OUTGOING_COLUMNS
                   " FROM outgoing WHERE account = $1 ORDER BY id",
                   scope_->account);
        while (rows.next()) {
            found.push_back(outgoing_of(rows));
        }
    }
    for (auto& each : found) {
        read_recipients(*scope_, each);
    }
    return found;
}

std::optional<Outgoing> Snapshot::outgoing(std::int64_t id) const {
    std::optional<Outgoing> found;
    {
        Query row(scope_->db,
                  "SELECT " SYNCGATE_OUTGOING_COLUMNS
                  " FROM outgoing WHERE account = $1 AND id = $2",
                  scope_->account, id);
        if (row.next()) {
            found = outgoing_of(row);
        }
    }
    if (found) {
        read_recipients(*scope_, *found);
    }
    return found;
}

bool Snapshot::has_room_for_outgoing() const {
    const auto waiting = find_integer(
        scope_->db, "SELECT COUNT(*) FROM outgoing WHERE account = $1", scope_->account);
    return waiting.value_or(0) < scope_->rules.outgoing;
}

std::optional<Outgoing> Note::take_outgoing(const OutgoingHolder& holder) {
    const UnixSeconds now = scope_->clock.now();
    // Another's hold counts for its time where it may be at work; whatever is further ahead was
    // written before the clock was set back.
    const UnixSeconds held = holder.is_alone ? std::numeric_limits<UnixSeconds>::max() : now;
    std::optional<std::int64_t> id;
    {
        Query row(scope_->db,
                  "SELECT m.id FROM outgoing m WHERE m.account = $1 AND m.holder <> $2"
                  " AND (m.held_until <= $3 OR m.held_until > $4)"
                  " AND EXISTS(SELECT 1 FROM outgoing_recipient r WHERE r.account = m.account"
                  " AND r.message = m.id AND (r.at <= $5 OR r.at > $4)) ORDER BY m.id LIMIT 1",
                  scope_->account, holder.process, held, now + kOutgoingAhead, now);
        if (row.next()) {
            id = row.integer(0);
        }
    }
    if (!id) {
        return std::nullopt;
    }
    run(scope_->db,
        "UPDATE outgoing SET holder = $1, held_until = $2 WHERE account = $3 AND id = $4",
        holder.process, now + kOutgoingHeld, scope_->account, *id);
    auto taken = outgoing(*id);
    std::erase_if(taken->recipients, [&](const OutgoingRecipient& each) {
        return each.at > now && each.at <= now + kOutgoingAhead;
    });
    return taken;
}

int Note::retry_outgoing(std::optional<std::int64_t> id) {
    const UnixSeconds now = scope_->clock.now();
    look_at(*scope_, now);
    const auto changed =
        id ? run(scope_->db,
                 "UPDATE outgoing_recipient SET at = $1 WHERE account = $2 AND message = $3", now,
                 scope_->account, *id)
           : run(scope_->db, "UPDATE outgoing_recipient SET at = $1 WHERE account = $2", now,
                 scope_->account);
    return static_cast<int>(changed);
}

Result<void> Change::add_outgoing(ObjectId object, std::string_view sender,
                                  std::span<const std::string> recipients) {
    if (!has_room_for_outgoing()) {
        return Error{ErrorCode::kUnavailable, "too much mail waits for the relay"};
    }
    const UnixSeconds now = scope_->clock.now();
    const auto id = find_integer(scope_->db,
                                 "UPDATE account_state SET last_intent = last_intent + 1"
                                 " WHERE account = $1 RETURNING last_intent",
                                 scope_->account)
                        .value_or(0);
    run(scope_->db,
        "INSERT INTO outgoing(account, id, object, sender, queued, holder, held_until)"
        " VALUES($1, $2, $3, $4, $5, '', 0)",
        scope_->account, id, object, sender, now);
    for (const auto& recipient : recipients) {
        run(scope_->db,
            "INSERT INTO outgoing_recipient(account, message, address, at, tries, reason)"
            " VALUES($1, $2, $3, $4, 0, '') ON CONFLICT(account, message, address) DO NOTHING",
            scope_->account, id, recipient, now);
    }
    look_at(*scope_, now);
    return {};
}

void Change::settle_outgoing(std::int64_t id, std::span<const OutgoingOutcome> outcomes) {
    for (const auto& outcome : outcomes) {
        note_outcome(*scope_, id, outcome);
    }
    const auto message = outgoing(id);
    if (!message) {
        return;
    }
    if (message->recipients.empty()) {
        drop_message(*scope_, *message);
        return;
    }
    run(scope_->db,
        "UPDATE outgoing SET holder = '', held_until = 0 WHERE account = $1 AND id = $2",
        scope_->account, id);
    for (const auto& recipient : message->recipients) {
        look_at(*scope_, recipient.at);
    }
}

bool Change::remove_outgoing(std::int64_t id) {
    const auto message = outgoing(id);
    if (message) {
        drop_message(*scope_, *message);
    }
    return message.has_value();
}

}  // namespace syncgate::store

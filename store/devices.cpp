// Devices, their lines and what is remembered for them: the device half of Snapshot, and Note.
#include <algorithm>
#include <utility>

#include "store/note.h"
#include "store/rows.h"
#include "store/scope.h"

namespace syncgate::store {
namespace {

// But `keep`, and what was remembered in the same second as the last of those.
void forget_oldest(Scope& scope, DeviceNumber device, std::string_view kind, int keep) {
    const auto since = find_integer(scope.db,
                                    "SELECT until FROM request"
                                    " WHERE account = $1 AND device = $2 AND kind = $3"
                                    " ORDER BY until DESC LIMIT 1 OFFSET $4",
                                    scope.account, device, kind, keep - 1);
    if (since) {
        run(scope.db,
            "DELETE FROM request"
            " WHERE account = $1 AND device = $2 AND kind = $3 AND until < $4",
            scope.account, device, kind, *since);
    }
}

}  // namespace

std::vector<Device> Snapshot::devices() const {
    Query rows(scope_->db,
               "SELECT " SYNCGATE_DEVICE_COLUMNS " FROM device WHERE account = $1 ORDER BY number",
               scope_->account);
    std::vector<Device> found;
    while (rows.next()) {
        found.push_back(device_of(rows));
    }
    return found;
}

std::optional<Device> Snapshot::device(std::string_view id) const {
    Query row(scope_->db,
              "SELECT " SYNCGATE_DEVICE_COLUMNS " FROM device WHERE account = $1 AND id = $2",
              scope_->account, id);
    return row.next() ? std::optional(device_of(row)) : std::nullopt;
}

Line Snapshot::line(DeviceNumber device, CollectionId collection) const {
    Line line;
    Query row(scope_->db,
              "SELECT confirmed, options, version FROM line"
              " WHERE account = $1 AND device = $2 AND collection = $3",
              scope_->account, device, collection);
    if (!row.next()) {
        return line;
    }
    line.confirmed = row.integer(0);
    line.options = row.text(1);
    line.version = row.integer(2);
    Query points(scope_->db,
                 "SELECT key, m_modseq, m_uid, a_modseq, a_uid, bound_key, bound_uid, rest"
                 " FROM point WHERE account = $1 AND device = $2 AND collection = $3 ORDER BY key",
                 scope_->account, device, collection);
    while (points.next()) {
        PointRow point;
        point.key = points.integer(0);
        point.m = {points.integer(1), points.integer(2)};
        point.a = {points.integer(3), points.integer(4)};
        point.bound = {points.integer(5), points.integer(6)};
        point.rest = points.text(7);
        line.points.push_back(std::move(point));
    }
    return line;
}

std::optional<std::string> Snapshot::remembered(DeviceNumber device, std::string_view kind,
                                                std::string_view key) const {
    Query row(scope_->db,
              "SELECT outcome FROM request"
              " WHERE account = $1 AND device = $2 AND kind = $3 AND key = $4 AND until > $5",
              scope_->account, device, kind, Blob{key}, scope_->clock.now());
    return row.next() ? std::optional(row.text(0)) : std::nullopt;
}

Device Note::ensure_device(std::string_view id, std::string_view type) {
    if (auto known = device(id)) {
        return *known;
    }
    const auto number = find_integer(scope_->db,
                                     "UPDATE account_state SET last_device = last_device + 1"
                                     " WHERE account = $1 RETURNING last_device",
                                     scope_->account);
    const UnixSeconds now = scope_->clock.now();
    run(scope_->db,
        "INSERT INTO device(account, number, id, type, user_agent, version, policy_key,"
        " policy_key_sent, first_seen, last_seen, information, trace_until, ping)"
        " VALUES($1, $2, $3, $4, '', '', 0, 0, $5, $5, '', 0, $6)",
        scope_->account, number.value_or(0), id, type, now, Blob{});
    return *device(id);
}

void Note::update_device(const Device& device) {
    run(scope_->db,
        "UPDATE device SET type = $1, user_agent = $2, version = $3, policy_key = $4,"
        " policy_key_sent = $5, last_seen = $6, information = $7, trace_until = $8, ping = $9,"
        " access = $10, standing = $11, wipe = $12, policy = $13, policy_sent = $14,"
        " policy_at = $15, policy_outcome = $16, recovery_password = $17"
        " WHERE account = $18 AND number = $19",
        device.type, device.user_agent, device.version, device.policy_key, device.policy_key_sent,
        device.last_seen, device.information, device.trace_until, Blob{device.ping}, device.access,
        device.standing, device.wipe, device.policy, device.policy_sent, device.policy_at,
        device.policy_outcome, device.recovery_password, scope_->account, device.number);
}

void Note::forget_sync(DeviceNumber device) {
    forget_what_was_sent(device);
    run(scope_->db, "DELETE FROM request WHERE account = $1 AND device = $2", scope_->account,
        device);
}

void Note::forget_what_was_sent(DeviceNumber device) {
    for (const auto sql : {"DELETE FROM point WHERE account = $1 AND device = $2",
                           "DELETE FROM line WHERE account = $1 AND device = $2",
                           "DELETE FROM hierarchy WHERE account = $1 AND device = $2"}) {
        run(scope_->db, sql, scope_->account, device);
    }
}

void Note::remove_device(DeviceNumber device) {
    forget_sync(device);
    for (const auto sql : {"DELETE FROM layer WHERE account = $1 AND device = $2",
                           "DELETE FROM device WHERE account = $1 AND number = $2"}) {
        run(scope_->db, sql, scope_->account, device);
    }
}

std::int64_t Note::next_key() {
    return ++changing_counters(*scope_).last_key;
}

bool Note::save_line(DeviceNumber device, CollectionId collection, const Line& line) {
    const auto saved =
        line.version == 0
            ? run(scope_->db,
                  "INSERT INTO line(account, device, collection, confirmed, options, version)"
                  " VALUES($1, $2, $3, $4, $5, 1) ON CONFLICT(account, device, collection)"
                  " DO NOTHING",
                  scope_->account, device, collection, line.confirmed, Blob{line.options})
            : run(scope_->db,
                  "UPDATE line SET confirmed = $1, options = $2, version = version + 1"
                  " WHERE account = $3 AND device = $4 AND collection = $5 AND version = $6",
                  line.confirmed, Blob{line.options}, scope_->account, device, collection,
                  line.version);
    if (saved == 0) {
        return false;
    }
    std::vector<std::int64_t> dropped;
    {
        Query keys(scope_->db,
                   "SELECT key FROM point WHERE account = $1 AND device = $2 AND collection = $3",
                   scope_->account, device, collection);
        while (keys.next()) {
            const auto key = keys.integer(0);
            if (std::none_of(line.points.begin(), line.points.end(),
                             [&](const PointRow& point) { return point.key == key; })) {
                dropped.push_back(key);
            }
        }
    }
    for (const auto key : dropped) {
        run(scope_->db,
            "DELETE FROM point WHERE account = $1 AND device = $2 AND collection = $3 AND key = $4",
            scope_->account, device, collection, key);
    }
    for (const auto& point : line.points) {
        run(scope_->db,
            "INSERT INTO point(account, device, collection, key, m_modseq, m_uid, a_modseq, a_uid,"
            " bound_key, bound_uid, rest) VALUES($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"
            " ON CONFLICT(account, device, collection, key) DO UPDATE SET"
            " m_modseq = excluded.m_modseq, m_uid = excluded.m_uid, a_modseq = excluded.a_modseq,"
            " a_uid = excluded.a_uid, bound_key = excluded.bound_key,"
            " bound_uid = excluded.bound_uid, rest = excluded.rest",
            scope_->account, device, collection, point.key, point.m.modseq, point.m.uid,
            point.a.modseq, point.a.uid, point.bound.sort_key, point.bound.uid, Blob{point.rest});
    }
    return true;
}

void Note::drop_line(DeviceNumber device, CollectionId collection) {
    run(scope_->db, "DELETE FROM point WHERE account = $1 AND device = $2 AND collection = $3",
        scope_->account, device, collection);
    run(scope_->db, "DELETE FROM line WHERE account = $1 AND device = $2 AND collection = $3",
        scope_->account, device, collection);
}

void Note::remember(DeviceNumber device, std::string_view kind, std::string_view key,
                    std::string_view outcome, UnixSeconds until) {
    if (!std::exchange(scope_->has_remembered, true)) {
        forget_oldest(*scope_, device, kind, kRemembered);
    }
    run(scope_->db,
        "INSERT INTO request(account, device, kind, key, outcome, until)"
        " VALUES($1, $2, $3, $4, $5, $6) ON CONFLICT(account, device, kind, key)"
        " DO UPDATE SET outcome = excluded.outcome, until = excluded.until",
        scope_->account, device, kind, Blob{key}, Blob{outcome}, until);
}

}  // namespace syncgate::store

// SyncPoint <-> the row of the store: marks are columns, the rest is one run of fields.
#include <algorithm>

#include "base/bytes.h"
#include "protocols/activesync/sync/sync_point.h"

namespace syncgate::activesync {
namespace {

// Up to 1 there were no options, up to 2 no riders.
constexpr std::uint64_t kWithoutOptions = 1;
constexpr std::uint64_t kWithoutRiders = 2;
constexpr std::uint64_t kFormat = 3;

void put(ByteWriter& out, const Executed& outcome) {
    out.number(static_cast<std::uint64_t>(outcome.kind));
    out.text(outcome.digest);
    out.number(static_cast<std::uint64_t>(outcome.status));
    out.number(static_cast<std::uint64_t>(outcome.uid));
    out.number(static_cast<std::uint64_t>(outcome.modseq));
    out.number(outcome.clean ? 1 : 0);
}

void put(ByteWriter& out, const Journal& journal) {
    out.number(journal.adds.size());
    for (const auto& [id, outcome] : journal.adds) {
        out.text(id);
        put(out, outcome);
    }
    out.number(journal.items.size());
    for (const auto& [uid, outcome] : journal.items) {
        out.number(static_cast<std::uint64_t>(uid));
        put(out, outcome);
    }
}

Executed take_executed(ByteReader& in) {
    Executed outcome;
    outcome.kind = static_cast<CommandKind>(in.number());
    outcome.digest = in.text();
    outcome.status = static_cast<int>(in.number());
    outcome.uid = static_cast<Uid>(in.number());
    outcome.modseq = static_cast<Modseq>(in.number());
    outcome.clean = in.number() != 0;
    return outcome;
}

Journal take_journal(ByteReader& in) {
    Journal journal;
    for (auto left = in.count(); left > 0; --left) {
        std::string id(in.text());
        journal.adds.emplace(std::move(id), take_executed(in));
    }
    for (auto left = in.count(); left > 0; --left) {
        const auto uid = static_cast<Uid>(in.number());
        journal.items.emplace(uid, take_executed(in));
    }
    return journal;
}

bool is_plain(const SyncPoint& point) {
    return point.own.empty() && point.journal.empty() && point.carry.empty() &&
           point.answered_adds.empty() && point.answered_items.empty() && point.options.empty() &&
           point.riders == 0 && !point.rested;
}

}  // namespace

store::PointRow to_row(const SyncPoint& point) {
    store::PointRow row{point.key, point.m, point.a, point.bound, {}};
    if (is_plain(point)) {
        return row;
    }
    ByteWriter out;
    out.number(kFormat);
    out.number(point.own.size());
    for (const auto& [uid, own] : point.own) {
        out.number(static_cast<std::uint64_t>(uid));
        out.number((own.has ? 1U : 0U) | (own.stale ? 2U : 0U));
        out.number(static_cast<std::uint64_t>(own.version));
    }
    put(out, point.journal);
    put(out, point.carry);
    out.number(point.answered_adds.size());
    for (const auto& id : point.answered_adds) {
        out.text(id);
    }
    out.number(point.answered_items.size());
    for (const auto uid : point.answered_items) {
        out.number(static_cast<std::uint64_t>(uid));
    }
    out.text(point.options);
    out.number(point.riders);
    out.number(point.rested ? 1 : 0);
    row.rest = out.take();
    return row;
}

bool is_overfull(const SyncPoint& point) {
    const std::size_t riders = std::min<std::size_t>(point.riders, kMaxRiders);
    return to_row(point).rest.size() > kMaxExceptionBytes + riders * kRiderBytes;
}

Result<SyncPoint> from_row(const store::PointRow& row) {
    SyncPoint point;
    point.key = row.key;
    point.m = row.m;
    point.a = row.a;
    point.bound = row.bound;
    if (row.rest.empty()) {
        return point;
    }
    ByteReader in(row.rest);
    const auto format = in.number();
    if (format < kWithoutOptions || format > kFormat) {
        return Error{ErrorCode::kInternal, "a SyncPoint of an unknown format"};
    }
    for (auto left = in.count(); left > 0; --left) {
        const auto uid = static_cast<Uid>(in.number());
        const auto bits = in.number();
        const auto version = static_cast<Modseq>(in.number());
        point.own[uid] = {(bits & 1U) != 0, version, (bits & 2U) != 0};
    }
    point.journal = take_journal(in);
    point.carry = take_journal(in);
    for (auto left = in.count(); left > 0; --left) {
        point.answered_adds.emplace(in.text());
    }
    for (auto left = in.count(); left > 0; --left) {
        point.answered_items.insert(static_cast<Uid>(in.number()));
    }
    if (format > kWithoutOptions) {
        point.options = in.text();
    }
    if (format > kWithoutRiders) {
        point.riders = static_cast<std::size_t>(in.number());
        point.rested = in.number() != 0;
    }
    if (!in.finished()) {
        return Error{ErrorCode::kInternal, "a SyncPoint that does not decode"};
    }
    return point;
}

}  // namespace syncgate::activesync

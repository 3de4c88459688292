#include "store/audit_tables.h"

#include <algorithm>

#include "store/directory_access.h"

namespace syncgate::store {
namespace {

constexpr std::int64_t kMost = 100'000;

}  // namespace

Result<void> AuditTables::record(const AuditRecord& record) {
    return write_directory(database_, [&](Connection& db) -> Result<void> {
        const auto number = next_number(db, "audit");
        run(db,
            "INSERT INTO audit(number, at, done_by, account_address, device, event, detail)"
            " VALUES($1, $2, $3, $4, $5, $6, $7)",
            number, clock_.now(), record.by, record.account, record.device, record.event,
            record.detail);
        run(db, "DELETE FROM audit WHERE number <= $1", number - kMost);
        return {};
    });
}

Result<std::vector<AuditRecord>> AuditTables::records(const AuditQuery& query) {
    return read_directory(database_, [&](Connection& db) -> Result<std::vector<AuditRecord>> {
        Query rows(db,
                   "SELECT number, at, done_by, account_address, device, event, detail FROM audit"
                   " WHERE ($1 = '' OR account_address = $1) AND ($2 = '' OR device = $2)"
                   " ORDER BY number DESC LIMIT $3",
                   query.account, query.device, query.most);
        std::vector<AuditRecord> found;
        while (rows.next()) {
            found.push_back({rows.integer(0), rows.integer(1), rows.text(2), rows.text(3),
                             rows.text(4), rows.text(5), rows.text(6)});
        }
        std::reverse(found.begin(), found.end());
        return found;
    });
}

}  // namespace syncgate::store

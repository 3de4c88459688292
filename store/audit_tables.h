// The audit as a table of the directory.
#pragma once

#include "store/audit.h"
#include "store/database.h"

namespace syncgate::store {

class AuditTables final : public Audit {
  public:
    AuditTables(Database& database, const Clock& clock) : database_(database), clock_(clock) {}

    Result<void> record(const AuditRecord& record) override;
    Result<std::vector<AuditRecord>> records(const AuditQuery& query) override;

  private:
    Database& database_;
    const Clock& clock_;
};

}  // namespace syncgate::store

// Who decided what about which device, kept in the directory: the newest hundred thousand.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"

namespace syncgate::store {

struct AuditRecord {
    std::int64_t number = 0;  // ascending with time
    UnixSeconds at = 0;
    std::string by;       // "administrator", "device", "rule 3"
    std::string account;  // its address; "" for what concerns none
    std::string device;   // DeviceId; "" for what concerns none
    std::string event;    // a word: "wipe-done"
    std::string detail;   // never a secret
};

struct AuditQuery {
    std::string account, device;  // "": of all
    int most = 100;
};

// Thread-safe. Every method: kUnavailable when the disk fails.
class Audit {
  public:
    virtual ~Audit() = default;
    // Durable when it returns. Number and time are given here.
    virtual Result<void> record(const AuditRecord& record) = 0;
    // The newest that fit, in ascending order.
    virtual Result<std::vector<AuditRecord>> records(const AuditQuery& query) = 0;
};

}  // namespace syncgate::store

// Rows of the directory's accounts.
#pragma once

#include "store/connection.h"
#include "store/directory.h"

#define SYNCGATE_ACCOUNT_COLUMNS "id, address, display_name, enabled, created, elsewhere"

namespace syncgate::store {

// Of a row that begins with SYNCGATE_ACCOUNT_COLUMNS.
inline AccountRecord record_of(const Query& row) {
    AccountRecord record;
    record.id = row.integer(0);
    record.address = row.text(1);
    record.display_name = row.text(2);
    record.enabled = row.integer(3) != 0;
    record.created = row.integer(4);
    record.elsewhere = row.text(5);
    return record;
}

}  // namespace syncgate::store

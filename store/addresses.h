// Mail addresses as the directory keeps them: what one may look like, and who has it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "store/account_rows.h"
#include "store/connection.h"

namespace syncgate::store {

// Labels of letters, digits, '-' and anything beyond ASCII. Source: RFC 1035 2.3.1, 2.3.4; RFC
// 5890.
bool is_domain_name(std::string_view name);

struct AddressParts {
    std::string local, domain;
};

// Lower case; nullopt when `address` is none that an account could have.
std::optional<AddressParts> parts_of(std::string_view address);

// Whose address or alias it is. Errors: kNotFound.
Result<AccountRecord> by_address(Connection& db, const std::string& address);

bool is_taken(Connection& db, const std::string& address);

}  // namespace syncgate::store

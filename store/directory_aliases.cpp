// The addresses of an account beside its first.
#include "base/text.h"
#include "store/addresses.h"
#include "store/directory_tables.h"

namespace syncgate::store {
namespace {

constexpr std::int64_t kMaxAddresses = 50;

}  // namespace

Result<std::vector<std::string>> DirectoryTables::sender_addresses(AccountId account) {
    return read_directory(
        engine_.directory(), [&](Connection& db) -> Result<std::vector<std::string>> {
            std::vector<std::string> found;
            Query own(db, "SELECT address FROM account WHERE id = $1", account);
            if (!own.next()) {
                return Error{ErrorCode::kNotFound, "no such account"};
            }
            found.push_back(own.text(0));
            Query aliases(db, "SELECT address FROM alias WHERE account = $1 ORDER BY address",
                          account);
            while (aliases.next()) {
                found.push_back(aliases.text(0));
            }
            return found;
        });
}

Result<void> DirectoryTables::add_alias(AccountId account, std::string_view address) {
    const auto parts = parts_of(address);
    if (!parts) {
        return Error{ErrorCode::kMalformed, "not an address: " + std::string(address)};
    }
    const std::string full = parts->local + "@" + parts->domain;
    return write([&](Connection& db) -> Result<void> {
        if (!find_integer(db, "SELECT 1 FROM account WHERE id = $1", account) ||
            !find_integer(db, "SELECT 1 FROM domain WHERE name = $1", parts->domain)) {
            return Error{ErrorCode::kNotFound, "no such account or domain"};
        }
        if (is_taken(db, full)) {
            return Error{ErrorCode::kConflict, "the address " + full + " is taken"};
        }
        const auto count =
            find_integer(db, "SELECT COUNT(*) FROM alias WHERE account = $1", account);
        if (count.value_or(0) + 1 >= kMaxAddresses) {
            return Error{ErrorCode::kTooLarge, "an account has at most 50 addresses"};
        }
        run(db, "INSERT INTO alias(address, account) VALUES($1, $2)", full, account);
        return {};
    });
}

Result<void> DirectoryTables::remove_alias(AccountId account, std::string_view address) {
    const std::string full = lower_ascii(address);
    return write([&](Connection& db) -> Result<void> {
        if (run(db, "DELETE FROM alias WHERE address = $1 AND account = $2", full, account) == 0) {
            return Error{ErrorCode::kNotFound, "the account has no alias " + full};
        }
        engine_.announce_credentials(db, account);  // a login by it may be remembered
        return {};
    });
}

}  // namespace syncgate::store

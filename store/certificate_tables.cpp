#include "store/certificate_tables.h"

#include "formats/digest/sha256.h"
#include "store/directory_access.h"

namespace syncgate::store {

std::vector<std::string> CertificateTables::read(Connection& db, AccountId account) {
    Query rows(db, "SELECT certificate FROM account_certificate WHERE account = $1 ORDER BY digest",
               account);
    std::vector<std::string> found;
    while (rows.next()) {
        found.emplace_back(rows.bytes(0));
    }
    return found;
}

void CertificateTables::insert(Connection& db, AccountId account, std::string_view der) {
    const std::string digest = digest::sha256(der);
    run(db,
        "INSERT INTO account_certificate(account, digest, certificate) VALUES($1, $2, $3)"
        " ON CONFLICT(account, digest) DO NOTHING",
        account, Blob{digest}, Blob{der});
}

Result<std::vector<std::string>> CertificateTables::of(AccountId account) {
    return read_directory(database_, [&](Connection& db) -> Result<std::vector<std::string>> {
        return read(db, account);
    });
}

Result<void> CertificateTables::add(AccountId account, std::string_view der) {
    return write_directory(database_, [&](Connection& db) -> Result<void> {
        if (!find_integer(db, "SELECT 1 FROM account WHERE id = $1", account)) {
            return Error{ErrorCode::kNotFound, "no such account"};
        }
        if (der.size() > kCertificateBytes) {
            return Error{ErrorCode::kTooLarge, "a certificate has at most 16 KiB"};
        }
        insert(db, account, der);
        if (read(db, account).size() > kMostCertificates) {
            return Error{ErrorCode::kTooLarge, "an account has at most 10 certificates"};
        }
        return {};
    });
}

Result<void> CertificateTables::remove(AccountId account, std::string_view digest) {
    return write_directory(database_, [&](Connection& db) -> Result<void> {
        if (run(db, "DELETE FROM account_certificate WHERE account = $1 AND digest = $2", account,
                Blob{digest}) == 0) {
            return Error{ErrorCode::kNotFound, "the account has no such certificate"};
        }
        return {};
    });
}

}  // namespace syncgate::store

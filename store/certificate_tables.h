// Certificates of accounts as a table of the directory.
#pragma once

#include "store/certificates.h"
#include "store/database.h"

namespace syncgate::store {

class CertificateTables final : public Certificates {
  public:
    explicit CertificateTables(Database& database) : database_(database) {}

    Result<std::vector<std::string>> of(AccountId account) override;
    Result<void> add(AccountId account, std::string_view der) override;
    Result<void> remove(AccountId account, std::string_view digest) override;

    // Inside of a transaction.
    static std::vector<std::string> read(Connection& db, AccountId account);
    static void insert(Connection& db, AccountId account, std::string_view der);

  private:
    Database& database_;
};

}  // namespace syncgate::store

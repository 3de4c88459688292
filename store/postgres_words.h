// The words of one account as rows of text vectors. All accounts share one inverted index, so each
// word begins with its account's number: an account's search costs what that account holds.
// Source: PostgreSQL 15, 12.2.2 and 70 (GIN).
#pragma once

#include <span>

#include "store/database.h"
#include "store/schema.h"
#include "store/word_index.h"

namespace syncgate::store {

class PostgresWords final : public WordIndex {
  public:
    // `database` outlives it.
    PostgresWords(Database& database, AccountId account) : database_(database), account_(account) {}

    WordMark mark(Connection& account) override;
    Found find(Connection& account, const WordQuery& query, int most) override;
    bool add(const WordMark& before, const WordMark& after,
             const std::vector<ObjectWords>& added) override;

    // Its tables, a migration.
    static Migration tables();

  private:
    [[nodiscard]] std::string lexeme(std::string_view key) const;
    [[nodiscard]] std::string tsquery_of(const WordQuery& query) const;
    [[nodiscard]] std::string array_of(const std::vector<std::string>& keys) const;
    void replace(Connection& db, const WordMark& before, const WordMark& after,
                 const std::vector<ObjectWords>& added) const;

    Database& database_;
    const AccountId account_;
};

}  // namespace syncgate::store

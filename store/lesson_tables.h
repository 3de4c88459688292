// Lessons as a table of the directory.
#pragma once

#include "store/database.h"
#include "store/lessons.h"

namespace syncgate::store {

struct Scope;

class LessonTables final : public Lessons {
  public:
    LessonTables(Database& database, const Clock& clock) : database_(database), clock_(clock) {}

    Result<std::optional<Lesson>> take() override;
    Result<void> settle(const Lesson& lesson) override;
    Result<void> retry(const Lesson& lesson, UnixSeconds at) override;

    static void forget(Connection& directory, AccountId account);

  private:
    Database& database_;
    const Clock& clock_;
};

// -- for the writes of accounts

// A message moves: where that is a lesson, the scope has it.
void note_move(Scope& scope, ObjectId object, CollectionId from, CollectionId to);
// The scope's, into the directory.
void add_lessons(Connection& directory, const Scope& scope);

}  // namespace syncgate::store

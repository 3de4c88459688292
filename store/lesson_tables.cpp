#include "store/lesson_tables.h"

#include <algorithm>

#include "model/collection.h"
#include "store/directory_access.h"
#include "store/scope.h"
#include "store/snapshot.h"
#include "store/trash_walk.h"

namespace syncgate::store {
namespace {

// Whatever is further ahead was written before the clock was set back: no try waits longer.
constexpr UnixSeconds kAhead = 7200;

bool is_spam_folder(const Collection& folder) {
    return folder.item_class == ItemClass::kMail && folder.role == Role::kSpam;
}

std::optional<Lesson> find_due(Connection& db, UnixSeconds now, UnixSeconds& at) {
    Query row(db,
              "SELECT account, object, spam, tries, at FROM lesson"
              " WHERE at <= $1 OR at > $2 ORDER BY at LIMIT 1",
              now, now + kAhead);
    if (!row.next()) {
        return std::nullopt;
    }
    at = row.integer(4);
    return Lesson{row.integer(0), row.integer(1), row.integer(2) != 0,
                  static_cast<int>(row.integer(3))};
}

}  // namespace

Result<std::optional<Lesson>> LessonTables::take() {
    using Taken = Result<std::optional<Lesson>>;
    const UnixSeconds now = clock_.now();
    UnixSeconds at = 0;
    auto due =
        read_directory(database_, [&](Connection& db) -> Taken { return find_due(db, now, at); });
    if (!due || !*due) {
        return due;
    }
    return write_directory(database_, [&](Connection& db) -> Taken {
        const bool mine =
            run(db,
                "UPDATE lesson SET at = $1 WHERE account = $2 AND object = $3"
                " AND spam = $4 AND at = $5",
                now + kLessonHeld, (*due)->account, (*due)->object, (*due)->is_spam, at) != 0;
        return mine ? *due : std::nullopt;  // else another process took it
    });
}

Result<void> LessonTables::settle(const Lesson& lesson) {
    return write_directory(database_, [&](Connection& db) -> Result<void> {
        run(db, "DELETE FROM lesson WHERE account = $1 AND object = $2 AND spam = $3",
            lesson.account, lesson.object, lesson.is_spam);
        return {};
    });
}

Result<void> LessonTables::retry(const Lesson& lesson, UnixSeconds at) {
    return write_directory(database_, [&](Connection& db) -> Result<void> {
        run(db,
            "UPDATE lesson SET at = $1, tries = $2 WHERE account = $3 AND object = $4"
            " AND spam = $5",
            at, lesson.tries + 1, lesson.account, lesson.object, lesson.is_spam);
        return {};
    });
}

void LessonTables::forget(Connection& directory, AccountId account) {
    run(directory, "DELETE FROM lesson WHERE account = $1", account);
}

bool is_true(const Snapshot& snapshot, const Lesson& lesson) {
    bool in_spam = false;
    bool elsewhere = false;
    for (const auto& item : snapshot.items_of({lesson.object})) {
        const auto folder = snapshot.collection(item.collection);
        in_spam = in_spam || (folder && is_spam_folder(*folder));
        elsewhere = elsewhere || (folder && !is_in_trash(snapshot, *folder));
    }
    return lesson.is_spam ? in_spam : elsewhere && !in_spam;
}

void note_move(Scope& scope, ObjectId object, CollectionId from, CollectionId to) {
    if (!scope.rules.learns_spam && !scope.rules.learns_ham) {
        return;
    }
    const Snapshot snapshot(scope);
    const auto source = snapshot.collection(from);
    const auto target = snapshot.collection(to);
    if (!source || !target || is_spam_folder(*source) == is_spam_folder(*target)) {
        return;
    }
    scope.lessons.erase(object);  // what the same write said before
    if (is_spam_folder(*target) ? scope.rules.learns_spam
                                : scope.rules.learns_ham && !is_in_trash(snapshot, *target)) {
        scope.lessons[object] = is_spam_folder(*target);
    }
}

void add_lessons(Connection& directory, const Scope& scope) {
    for (const auto& [object, is_spam] : scope.lessons) {
        run(directory,
            "INSERT INTO lesson(account, object, spam, at, tries) VALUES($1, $2, $3, $4, 0)"
            " ON CONFLICT(account, object) DO UPDATE SET spam = excluded.spam, at = excluded.at,"
            " tries = 0",
            scope.account, object, is_spam, scope.clock.now());
    }
}

}  // namespace syncgate::store

// What users say of messages by moving them into `Spam?` and out of it, kept until the spam filter
// has been told. A message has one lesson, the last. Source: docs/administration.md, "Spam".
#pragma once

#include <optional>

#include "base/clock.h"
#include "base/result.h"
#include "model/ids.h"

namespace syncgate::store {

class Snapshot;

struct Lesson {
    AccountId account = 0;
    ObjectId object = 0;
    bool is_spam = false;
    int tries = 0;  // before this one
};

// Nobody else is given one that was taken for so long.
inline constexpr UnixSeconds kLessonHeld = 120;

// Thread-safe. Errors: kUnavailable.
class Lessons {
  public:
    virtual ~Lessons() = default;

    // One whose time has come, the longest due first; whoever takes it settles or retries it.
    virtual Result<std::optional<Lesson>> take() = 0;
    // It is told, or given up. A newer lesson of the message stays.
    virtual Result<void> settle(const Lesson& lesson) = 0;
    virtual Result<void> retry(const Lesson& lesson, UnixSeconds at) = 0;
};

// Whether the lesson still says where the message lies: in `Spam?`, or elsewhere but in Trash.
bool is_true(const Snapshot& snapshot, const Lesson& lesson);

}  // namespace syncgate::store

#include "store/intents.h"

#include <limits>

#include "store/due.h"
#include "store/incoming.h"
#include "store/objects.h"
#include "store/stored_account.h"

namespace syncgate::store {
namespace {

constexpr UnixSeconds kRemembered = 30 * 86'400;

struct Pending {
    std::int64_t id = 0;
    Intent intent;
    std::int64_t sort_key = 0;
};

std::vector<Pending> list(Writer& writer) {
    std::vector<Pending> found;
    auto done = writer.run([&](Scope& scope) {
        Query rows(scope.db,
                   "SELECT id, target, object, role, flags FROM intent WHERE account = $1"
                   " ORDER BY id LIMIT 1000",
                   scope.account);
        while (rows.next()) {
            Pending pending;
            pending.id = rows.integer(0);
            pending.intent.target = rows.integer(1);
            pending.intent.object = rows.integer(2);
            pending.intent.role = static_cast<Role>(rows.integer(3));
            pending.intent.flags = static_cast<std::uint32_t>(rows.integer(4));
            found.push_back(pending);
        }
        return false;
    });
    if (done.error) {
        found.clear();
    }
    return found;
}

Result<void> read_text(const Snapshot& snapshot, const Object& object, Scratch& text) {
    for (std::uint64_t at = 0; at < object.size; at += PagedText::kPiece) {
        if (auto kept = text.append(snapshot.bytes(object.id, at, at + PagedText::kPiece)); !kept) {
            return kept;
        }
    }
    return {};
}

// The message once, whatever was tried before.
Result<void> hand_over(Account& source, Account& target, const Pending& pending,
                       const Courier& courier) {
    const Clock& clock = courier.clock();
    Scratch copy = courier.scratch();
    auto object = source.read([&](const Snapshot& snapshot) -> Result<Object> {
        auto found = snapshot.object(pending.intent.object);
        if (!found) {
            return Error{ErrorCode::kInternal, "an intent without its object"};
        }
        auto kept = read_text(snapshot, *found, copy);
        return kept ? Result<Object>(*std::move(found)) : kept.error();
    });
    if (!object) {
        return object.error();
    }
    const auto text = copy.text();
    if (!text) {
        return text.error();
    }
    auto done = target.write([&](Change& change) -> Result<bool> {
        if (!change.begin_received(source.id(), pending.id, clock.now() + kRemembered)) {
            return true;
        }
        const auto folder = incoming_folder(change, object->envelope, pending.intent.role);
        if (!folder) {
            return Error{ErrorCode::kNotFound, "the receiver has no such folder"};
        }
        // The sender was told that it is delivered: where Trash makes no room it comes in anyway.
        if (!change.make_room(static_cast<std::int64_t>(text->size()), 1)) {
            change.keep_promise();
        }
        NewObject added;
        added.bytes = *text;
        added.envelope = std::move(object->envelope);
        added.structure = std::move(object->structure);
        added.preview = std::move(object->preview);
        added.text = std::move(object->text);
        added.rendition = object->rendition;
        NewItem item;
        item.object = change.add_object(added);
        item.sort_key = clock.now();
        item.flags = pending.intent.flags;
        change.add_item(folder->id, item);
        return true;
    });
    return done ? Result<void>() : Result<void>(done.error());
}

void forget(Writer& writer, const Pending& pending) {
    // An intent that stays is carried out again, which changes nothing.
    (void)writer.run([&](Scope& scope) {
        run(scope.db, "DELETE FROM intent WHERE account = $1 AND id = $2", scope.account,
            pending.id);
        drop_unused_object(scope, pending.intent.object);
        return true;
    });
}

// What was seen was rolled back with its group, so the entry must stand again. If that fails as
// well, the intents wait for the account's next one.
void restore_due(Writer& writer, Engine& engine, AccountId account, UnixSeconds now) {
    (void)writer.run([&](Scope& scope) {
        engine.in_directory(scope.db,
                            [&](Connection& directory) { add_due(directory, account, now); });
        return true;
    });
}

// In the writer's order, so that no commit with an intent stands between the look and the clear:
// such a commit makes its `due` entry after this.
bool clear_due_if_none(Writer& writer, Engine& engine, AccountId account, UnixSeconds now) {
    // Entries of before the clock was set back as well.
    constexpr UnixSeconds kAnyTime = std::numeric_limits<UnixSeconds>::max();
    bool none = false;
    auto done = writer.run([&](Scope& scope) {
        none = !find_integer(scope.db, "SELECT 1 FROM intent WHERE account = $1 LIMIT 1",
                             scope.account);
        if (none) {
            engine.in_directory(
                scope.db, [&](Connection& directory) { clear_due(directory, account, kAnyTime); });
        }
        return none;
    });
    if (none && done.error) {
        restore_due(writer, engine, account, now);
    }
    return none && !done.error;
}

}  // namespace

bool carry_out(Account& source, Writer& writer, Courier& courier, Engine& engine) {
    for (const auto& pending : list(writer)) {
        auto target = courier.receiver(pending.intent.target);
        if (target) {
            if (!hand_over(source, **target, pending, courier)) {
                continue;  // due stays: it is tried again
            }
        } else if (target.error().code != ErrorCode::kNotFound) {
            continue;
        }
        forget(writer, pending);
    }
    return clear_due_if_none(writer, engine, source.id(), courier.clock().now());
}

}  // namespace syncgate::store

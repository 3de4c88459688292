#include "store/stored_account.h"

#include "store/due.h"
#include "store/failure.h"
#include "store/folder_rules.h"
#include "store/intents.h"
#include "store/lesson_tables.h"
#include "store/outgoing_due.h"

namespace syncgate::store {
namespace {

constexpr std::string_view kExpired =
    "SELECT 1 FROM request WHERE account = $1 AND until <= $2"
    " UNION ALL SELECT 1 FROM intent_done WHERE account = $1 AND until <= $2 LIMIT 1";

// What somebody holds is looked at again when that is over.
// $1: whose hold alone counts; '': each one's.
constexpr std::string_view kNextOutgoing =
    "SELECT MIN(CASE WHEN m.holder = '' OR ($1 <> '' AND m.holder <> $1) OR r.at > m.held_until"
    " THEN r.at ELSE m.held_until END)"
    " FROM outgoing m JOIN outgoing_recipient r ON r.account = m.account AND r.message = m.id"
    " WHERE m.account = $2";

}  // namespace

void fill_account(Connection& connection, AccountId account, Blobs& blobs, const Clock& clock) {
    run(connection,
        "INSERT INTO account_state(account, modseq, last_collection, last_object, last_key,"
        " last_intent, last_device) VALUES($1, 0, 0, 0, 0, 0, 0)",
        account);
    Scope scope{connection, account, blobs, clock, 0, {}, {}, false};
    Change change(scope);
    if (auto added = add_fixed_folders(change); !added) {
        throw StoreFailure(added.error());
    }
    save_counters(scope);
}

StoredAccount::StoredAccount(AccountId id, std::string address, Services services)
    : id_(id),
      address_(std::move(address)),
      services_(services),
      place_(services_.engine.open_account(id)),
      writer_(place_->database(), id_, place_->blobs(), services_.clock, hooks()) {
    (void)forget_expired();  // a full disk keeps nobody from reading; it is tried again
}

StoredAccount::~StoredAccount() = default;

Writer::Hooks StoredAccount::hooks() {
    Writer::Hooks hooks;
    hooks.before_intents = [this](Connection& connection) {
        services_.engine.in_directory(connection, [this](Connection& directory) {
            add_due(directory, id_, services_.clock.now());
        });
    };
    hooks.before_commit = [this](const Scope& scope) {
        if (scope.outgoing_at) {
            services_.engine.in_directory(scope.db, [&](Connection& directory) {
                add_outgoing_due(directory, id_, *scope.outgoing_at);
            });
        }
        if (!scope.lessons.empty()) {
            services_.engine.in_directory(
                scope.db, [&](Connection& directory) { add_lessons(directory, scope); });
        }
        if (!scope.touched.empty()) {
            services_.engine.announce(scope);
        }
    };
    hooks.committed = [this](const Scope& scope) {
        if (scope.words_behind) {
            services_.to_index.add(id_);
        }
        if (services_.listener != nullptr) {
            if (scope.outgoing_at) {
                services_.listener->mail_waits();
            }
            for (const auto collection : scope.touched) {
                services_.listener->changed(id_, collection, scope.modseq);
            }
        }
    };
    return hooks;
}

Result<void> StoredAccount::forget_expired() {
    const UnixSeconds now = services_.clock.now();
    auto done = writer_.run([&](Scope& scope) {
        if (!find_integer(scope.db, kExpired, id_, now)) {
            return false;
        }
        Note(scope).forget_before(now);
        return true;
    });
    return done.error ? Result<void>(*std::move(done.error)) : Result<void>();
}

// In the writer's order, so that no commit with such mail stands between the look and the entry:
// such a commit makes its own after this.
Result<void> StoredAccount::settle_outgoing_due(const OutgoingHolder& holder) {
    const auto counting = holder.is_alone ? holder.process : std::string_view();
    auto done = writer_.run([&](Scope& scope) {
        std::optional<UnixSeconds> next;
        {
            Query row(scope.db, kNextOutgoing, counting, id_);
            if (row.next() && !row.is_null(0)) {
                next = row.integer(0);
            }
        }
        services_.engine.in_directory(
            scope.db, [&](Connection& directory) { set_outgoing_due(directory, id_, next); });
        return true;
    });
    return done.error ? Result<void>(*std::move(done.error)) : Result<void>();
}

void StoredAccount::set_retired(bool retired) {
    retired_ = retired;
    (void)writer_.run([](Scope&) { return false; });  // those before it are done
}

void StoredAccount::refuse_if_retired() const {
    if (retired_) {
        throw StoreFailure({ErrorCode::kUnavailable, "the account is being deleted"});
    }
}

Result<void> StoredAccount::do_read(const std::function<void(const Snapshot&)>& f) {
    try {
        Transaction transaction(place_->database(), Transaction::Kind::kRead, id_);
        Scope scope{*transaction, id_, place_->blobs(), services_.clock, 0, {}, {}, false};
        scope.rules = services_.rules;
        scope.words = &place_->words();
        try {
            f(Snapshot(scope));
        } catch (...) {
            transaction.spoil();
            throw;
        }
        if (scope.words_behind) {
            services_.to_index.add(id_);
        }
        return {};
    } catch (const StoreFailure& failure) {
        return failure.error();
    }
}

Result<void> StoredAccount::do_note(const std::function<bool(Note&)>& f) {
    auto done = writer_.run([&](Scope& scope) {
        refuse_if_retired();
        scope.rules = services_.rules;
        scope.words = &place_->words();
        Note note(scope);
        return f(note);
    });
    return done.error ? Result<void>(*std::move(done.error)) : Result<void>();
}

Result<void> StoredAccount::do_write(const std::function<bool(Change&)>& f) {
    auto done = writer_.run([&](Scope& scope) {
        refuse_if_retired();
        scope.rules = services_.rules;
        scope.words = &place_->words();
        Change change(scope);
        return f(change);
    });
    if (done.error) {
        return *std::move(done.error);
    }
    if (done.has_intents) {
        carry_out_intents();
    }
    return {};
}

bool StoredAccount::carry_out_intents() {
    return carry_out(*this, writer_, services_.courier, services_.engine);
}

}  // namespace syncgate::store

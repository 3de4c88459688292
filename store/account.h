// One account's data, under three rights that contain each other: read (Snapshot), note (Note:
// device state, no modseq, nobody is told) and write (Change: items; one write is one modseq and
// one notification a collection).
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>

#include "base/result.h"
#include "store/change.h"
#include "store/note.h"
#include "store/snapshot.h"

namespace syncgate::store {

// Thread-safe. The functions given run on the caller's thread (a write may also run on the thread
// of another writer that leads their common commit), must not wait for anything else, and must not
// call back into the same account.
//
// Inside them a failing database throws (StoreFailure, store/failure.h); read(), note() and write()
// turn that into kUnavailable, kOverQuota (disk full) or kInternal (a corrupt row), and nothing of
// that write is kept. A function that returns an error leaves nothing behind either.
class Account {
  public:
    virtual ~Account() = default;

    [[nodiscard]] virtual AccountId id() const = 0;
    [[nodiscard]] virtual const std::string& address() const = 0;

    // f: (const Snapshot&) -> Result<T>. One consistent state, however long it takes.
    template <class F>
    auto read(F&& f) -> std::invoke_result_t<F, const Snapshot&> {
        std::optional<std::invoke_result_t<F, const Snapshot&>> result;
        auto done = do_read([&](const Snapshot& snapshot) { result.emplace(f(snapshot)); });
        if (!done) {
            return done.error();
        }
        return std::move(*result);
    }

    // f: (Note&) -> Result<T>.
    template <class F>
    auto note(F&& f) -> std::invoke_result_t<F, Note&> {
        std::optional<std::invoke_result_t<F, Note&>> result;
        auto done = do_note([&](Note& note) {
            result.emplace(f(note));
            return result->has_value();
        });
        if (!done) {
            return done.error();
        }
        return std::move(*result);
    }

    // f: (Change&) -> Result<T>. Intents that the write added are carried out before it returns,
    // as far as they can be; what is left is due.
    template <class F>
    auto write(F&& f) -> std::invoke_result_t<F, Change&> {
        std::optional<std::invoke_result_t<F, Change&>> result;
        auto done = do_write([&](Change& change) {
            result.emplace(f(change));
            return result->has_value();
        });
        if (!done) {
            return done.error();
        }
        return std::move(*result);
    }

  private:
    // The function's value says whether to commit.
    virtual Result<void> do_read(const std::function<void(const Snapshot&)>& f) = 0;
    virtual Result<void> do_note(const std::function<bool(Note&)>& f) = 0;
    virtual Result<void> do_write(const std::function<bool(Change&)>& f) = 0;
};

}  // namespace syncgate::store

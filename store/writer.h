// One account's writer: callers queue, the first leads, and those that come while it commits are
// the next group. A group shares one commit, and so one fsync; each job has its own modseq, can be
// taken back alone, and is answered after the commit. When the engine gives up the transaction
// during a job, those before it fail with it and those after it get a transaction of their own: no
// job runs twice, because it may have used up what it was given.
//
// Thread-safe.
#pragma once

#include <condition_variable>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <vector>

#include "base/result.h"
#include "store/database.h"
#include "store/scope.h"

namespace syncgate::store {

class Writer {
  public:
    struct Hooks {
        // Before a commit whose group holds intents; may throw StoreFailure.
        std::function<void(Connection&)> before_intents;
        // Before the commit, for each job that is kept; may throw StoreFailure.
        std::function<void(const Scope&)> before_commit;
        // After the commit, in commit order.
        std::function<void(const Scope&)> committed;
    };

    // What is given outlives it.
    Writer(Database& database, AccountId account, Blobs& blobs, const Clock& clock, Hooks hooks)
        : database_(database),
          account_(account),
          blobs_(blobs),
          clock_(clock),
          hooks_(std::move(hooks)) {}

    // What became of a job that was asked to commit.
    struct Done {
        std::optional<Error> error;
        bool has_intents = false;
    };
    // `job` says whether its changes are kept. What it throws beside StoreFailure comes through.
    Done run(const std::function<bool(Scope&)>& job);

    // How many wait for the group at work to end.
    [[nodiscard]] std::size_t waiting();

  private:
    struct Job {
        explicit Job(const std::function<bool(Scope&)>& f) : run(&f) {}
        const std::function<bool(Scope&)>* run;
        std::optional<Scope> scope;  // once it ran; its connection is the leader's
        bool keep = false;
        bool done = false;
        std::optional<Error> error;
        std::exception_ptr thrown;
    };

    using Jobs = std::span<Job* const>;

    void run_group(Jobs group) noexcept;
    // Returns how many of the first it answered; at least one.
    std::size_t run_transaction(Jobs jobs);
    // Returns early with `ran` at one when the first is not kept.
    void run_in(Connection& connection, Jobs jobs, std::size_t& ran);
    void attempt(Connection& connection, Job& job);
    void run_later(Connection& connection, Job& job);  // with a savepoint of its own
    void commit(Connection& connection, Jobs jobs);
    void keep_revived_files(Connection& connection, Job& job);
    void finish(Jobs jobs);
    void drop_made_files(const Job& job) noexcept;

    std::mutex mutex_;  // guards queue_, leading_ and every queued job's `done`
    std::condition_variable changed_;
    std::vector<Job*> queue_;
    bool leading_ = false;

    Database& database_;
    AccountId account_;
    Blobs& blobs_;
    const Clock& clock_;
    Hooks hooks_;
};

}  // namespace syncgate::store

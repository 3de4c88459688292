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
#include "store/scope.h"

namespace syncgate::store {

class Writer {
  public:
    struct Hooks {
        // Before a commit whose group holds intents; may throw StoreFailure.
        std::function<void()> before_intents;
        // After the commit, in commit order.
        std::function<void(const Scope&)> committed;
    };

    Writer(std::unique_ptr<Connection> connection, AccountId account, Blobs& blobs,
           const Clock& clock, Hooks hooks)
        : connection_(std::move(connection)),
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
        Job(const std::function<bool(Scope&)>& f, Scope s) : run(&f), scope(std::move(s)) {}
        const std::function<bool(Scope&)>* run;
        Scope scope;
        bool keep = false;
        bool done = false;
        std::optional<Error> error;
        std::exception_ptr thrown;
    };

    using Jobs = std::span<Job* const>;

    void run_group(Jobs group) noexcept;
    // Returns how many of the first it answered; at least one.
    std::size_t run_transaction(Jobs jobs);
    void attempt(Job& job);
    void run_later(Job& job);  // with a savepoint of its own
    void commit(Jobs jobs);
    void keep_revived_files(Job& job);
    void finish(Jobs jobs);

    std::mutex mutex_;  // guards queue_, leading_ and every queued job's `done`
    std::condition_variable changed_;
    std::vector<Job*> queue_;
    bool leading_ = false;

    std::unique_ptr<Connection> connection_;  // the leader's
    AccountId account_;
    Blobs& blobs_;
    const Clock& clock_;
    Hooks hooks_;
};

}  // namespace syncgate::store

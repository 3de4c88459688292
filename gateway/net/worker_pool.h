// Threads for what may touch the store or wait for others: a bounded queue for each class of work,
// and a gate for each account, so that one mailbox cannot hold the pool.
#pragma once

#include <array>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <thread>
#include <unordered_map>
#include <vector>

#include "model/exchange.h"

namespace syncgate::net {

class Job {
  public:
    virtual ~Job() = default;
    virtual void run() noexcept = 0;  // once, or never when the pool stops before
};

// The classes of model/exchange.h, and logins of their own: those wait for Argon2id's turn.
enum class WorkQueue : std::uint8_t { kInteractive, kBulk, kSlow, kLogin };
inline constexpr std::size_t kWorkQueues = 4;

constexpr WorkQueue queue_of(WorkClass work_class) {
    return static_cast<WorkQueue>(work_class);
}

struct WorkerOptions {
    std::array<unsigned, kWorkQueues> threads{8, 4, 16, 4};
    std::size_t max_queued = 4096;  // each queue, but for logins
    std::size_t logins_queued = 128;
    std::size_t account_in_work = 4;
    std::size_t account_queued = 16;
};

// Thread-safe.
class WorkerPool {
  public:
    explicit WorkerPool(const WorkerOptions& options);
    ~WorkerPool() { stop(); }
    WorkerPool(const WorkerPool&) = delete;
    WorkerPool& operator=(const WorkerPool&) = delete;

    void start();
    // Jobs that wait are dropped, those that run are waited for. Later submissions are refused.
    void stop();

    enum class Claim {
        kNew,      // may be refused
        kStarted,  // part of an exchange that was let in: a bound of its own holds it
    };
    // `account` 0 passes no gate. Null when the job was taken; gives it back when the queue or the
    // account has too much already.
    [[nodiscard]] std::unique_ptr<Job> submit(WorkQueue queue, AccountId account,
                                              std::unique_ptr<Job> job, Claim claim = Claim::kNew);

    [[nodiscard]] std::size_t queued() const;

  private:
    struct Work {
        std::unique_ptr<Job> job;
        AccountId account = 0;
        WorkQueue queue = WorkQueue::kInteractive;
        bool counted = false;  // in Gate::queued
    };
    struct Gate {
        std::size_t in_work = 0;
        std::size_t queued = 0;  // new ones among those that wait
        std::deque<Work> waiting;
    };
    struct Queue {
        std::deque<Work> works;
        std::condition_variable ready;
    };

    void work(Queue& queue);
    [[nodiscard]] std::size_t most_queued(WorkQueue queue) const {
        return queue == WorkQueue::kLogin ? options_.logins_queued : options_.max_queued;
    }
    bool pass_gate(WorkQueue queue, AccountId account, std::unique_ptr<Job>& job, Claim claim);
    void push(Work work);
    void leave(AccountId account);

    const WorkerOptions options_;
    mutable std::mutex mutex_;  // guards all below but threads_
    bool stopping_ = false;
    std::array<Queue, kWorkQueues> queues_;
    std::unordered_map<AccountId, Gate> gates_;  // accounts with something in work
    std::vector<std::jthread> threads_;
};

}  // namespace syncgate::net

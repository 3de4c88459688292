#include "gateway/net/worker_pool.h"

#include <atomic>
#include <functional>
#include <future>
#include <memory>
#include <set>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace syncgate::net {
namespace {

using Claim = WorkerPool::Claim;

class Call final : public Job {
  public:
    explicit Call(std::function<void()> call) : call_(std::move(call)) {}
    void run() noexcept override { call_(); }

  private:
    std::function<void()> call_;
};

bool taken(WorkerPool& pool, WorkQueue queue, AccountId account, std::function<void()> call,
           Claim claim = Claim::kNew) {
    return pool.submit(queue, account, std::make_unique<Call>(std::move(call)), claim) == nullptr;
}

// A door that jobs wait at.
class Door {
  public:
    void wait() { future_.wait(); }
    void open() { promise_.set_value(); }

  private:
    std::promise<void> promise_;
    std::shared_future<void> future_ = promise_.get_future().share();
};

WorkerOptions few(unsigned threads) {
    WorkerOptions options;
    options.threads = {threads, threads, threads, threads};
    return options;
}

TEST(WorkerPool, RunsWhatItTook) {
    std::promise<int> ran;
    WorkerPool pool(few(2));
    pool.start();
    ASSERT_TRUE(taken(pool, WorkQueue::kInteractive, 0, [&] { ran.set_value(7); }));
    EXPECT_EQ(ran.get_future().get(), 7);
}

TEST(WorkerPool, OneAccountHoldsFourWorkersAndQueuesSixteen) {
    Door door;
    std::atomic<int> inside{0};
    std::atomic<int> most{0};
    std::atomic<int> done{0};
    std::promise<void> all;
    const auto job = [&] {
        const int now = ++inside;
        for (int seen = most; seen < now && !most.compare_exchange_weak(seen, now);) {
        }
        door.wait();
        --inside;
        if (++done == 20) {
            all.set_value();
        }
    };
    WorkerPool pool(few(8));
    pool.start();
    for (int i = 0; i < 20; ++i) {
        ASSERT_TRUE(taken(pool, WorkQueue::kInteractive, 1, job)) << i;
    }
    EXPECT_FALSE(taken(pool, WorkQueue::kInteractive, 1, job));
    EXPECT_FALSE(taken(pool, WorkQueue::kBulk, 1, job)) << "the gate is of all queues";
    std::promise<void> other;
    ASSERT_TRUE(taken(pool, WorkQueue::kInteractive, 2, [&] { other.set_value(); }));
    other.get_future().wait();  // another account passes while the first one's workers stand
    door.open();
    all.get_future().wait();
    EXPECT_EQ(most, 4);
}

TEST(WorkerPool, WhatHasStartedIsNeverRefused) {
    WorkerOptions options = few(1);
    options.max_queued = 1;
    options.account_in_work = 1;
    options.account_queued = 1;
    Door door;
    std::promise<void> begun;
    std::atomic<int> ran{0};
    std::promise<void> all;
    WorkerPool pool(options);
    pool.start();
    ASSERT_TRUE(taken(pool, WorkQueue::kInteractive, 1, [&] {
        begun.set_value();
        door.wait();
    }));
    begun.get_future().wait();
    for (int i = 0; i < 50; ++i) {
        ASSERT_TRUE(taken(
            pool, WorkQueue::kInteractive, 1,
            [&] {
                if (++ran == 50) {
                    all.set_value();
                }
            },
            Claim::kStarted));
    }
    EXPECT_EQ(pool.queued(), 50U);
    door.open();
    all.get_future().wait();
}

TEST(WorkerPool, ResumedExchangesDoNotUseUpThePlacesOfNewOnes) {
    WorkerOptions options = few(1);
    options.account_in_work = 1;
    options.account_queued = 2;
    Door door;
    std::promise<void> begun;
    WorkerPool pool(options);
    pool.start();
    ASSERT_TRUE(taken(pool, WorkQueue::kInteractive, 1, [&] {
        begun.set_value();
        door.wait();
    }));
    begun.get_future().wait();
    for (int i = 0; i < 10; ++i) {
        ASSERT_TRUE(taken(
            pool, WorkQueue::kInteractive, 1, [] {}, Claim::kStarted));
    }
    EXPECT_TRUE(taken(pool, WorkQueue::kInteractive, 1, [] {}));
    EXPECT_TRUE(taken(pool, WorkQueue::kInteractive, 1, [] {}));
    EXPECT_FALSE(taken(pool, WorkQueue::kInteractive, 1, [] {}));
    door.open();
}

TEST(WorkerPool, LoginsHaveABoundOfTheirOwn) {
    WorkerOptions options = few(0);
    options.logins_queued = 2;
    WorkerPool pool(options);
    EXPECT_TRUE(taken(pool, WorkQueue::kLogin, 0, [] {}));
    EXPECT_TRUE(taken(pool, WorkQueue::kLogin, 0, [] {}));
    EXPECT_FALSE(taken(pool, WorkQueue::kLogin, 0, [] {}));
    EXPECT_TRUE(taken(pool, WorkQueue::kInteractive, 0, [] {}));
}

TEST(WorkerPool, AFullQueueRefusesNewWorkAndOthersStayOpen) {
    WorkerOptions options = few(1);
    options.max_queued = 3;
    Door door;
    std::promise<void> begun;
    WorkerPool pool(options);
    pool.start();
    ASSERT_TRUE(taken(pool, WorkQueue::kBulk, 0, [&] {
        begun.set_value();
        door.wait();
    }));
    begun.get_future().wait();
    for (int i = 0; i < 3; ++i) {
        EXPECT_TRUE(taken(pool, WorkQueue::kBulk, 0, [] {}));
    }
    EXPECT_FALSE(taken(pool, WorkQueue::kBulk, 0, [] {}));
    std::promise<void> other;
    EXPECT_TRUE(taken(pool, WorkQueue::kInteractive, 0, [&] { other.set_value(); }));
    other.get_future().wait();
    door.open();
}

TEST(WorkerPool, StopWaitsForWhatRunsDropsWhatWaitsAndRefusesTheRest) {
    Door door;
    std::promise<void> begun;
    std::atomic<bool> finished{false};
    std::atomic<bool> ran{false};
    WorkerPool pool(few(1));
    pool.start();
    ASSERT_TRUE(taken(pool, WorkQueue::kInteractive, 1, [&] {
        begun.set_value();
        door.wait();
        finished = true;
    }));
    begun.get_future().wait();
    auto witness = std::make_shared<int>(0);
    ASSERT_TRUE(taken(pool, WorkQueue::kInteractive, 1, [&ran, witness] { ran = true; }));
    auto stopped = std::async(std::launch::async, [&] { pool.stop(); });
    // Until it has begun to stop, which alone refuses what was let in before.
    while (taken(
        pool, WorkQueue::kSlow, 0, [] {}, Claim::kStarted)) {
        std::this_thread::yield();
    }
    door.open();
    stopped.get();
    EXPECT_TRUE(finished);
    EXPECT_FALSE(ran);
    EXPECT_EQ(witness.use_count(), 1) << "a dropped job is destroyed";
}

}  // namespace
}  // namespace syncgate::net

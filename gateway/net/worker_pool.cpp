#include "gateway/net/worker_pool.h"

#include <utility>

#include "gateway/net/thread_signals.h"

namespace syncgate::net {

WorkerPool::WorkerPool(const WorkerOptions& options) : options_(options) {}

void WorkerPool::start() {
    for (std::size_t i = 0; i < kWorkQueues; ++i) {
        for (unsigned n = 0; n < options_.threads.at(i); ++n) {
            threads_.emplace_back([this, i] { work(queues_.at(i)); });
        }
    }
}

void WorkerPool::stop() {
    std::vector<std::deque<Work>> dropped;  // destroyed without the lock
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
        for (Queue& queue : queues_) {
            dropped.push_back(std::move(queue.works));
            queue.works.clear();
            queue.ready.notify_all();
        }
        for (auto& [account, gate] : gates_) {
            dropped.push_back(std::move(gate.waiting));
            gate.waiting.clear();
        }
    }
    threads_.clear();
}

std::unique_ptr<Job> WorkerPool::submit(WorkQueue queue, AccountId account,
                                        std::unique_ptr<Job> job, Claim claim) {
    Queue& target = queues_.at(static_cast<std::size_t>(queue));
    {
        const std::lock_guard lock(mutex_);
        if (stopping_ || (claim == Claim::kNew && target.works.size() >= most_queued(queue))) {
            return job;
        }
        if (account != 0 && !pass_gate(queue, account, job, claim)) {
            return job;
        }
        target.works.push_back({std::move(job), account, queue, false});
    }
    target.ready.notify_one();  // who wakes finds the mutex free
    return nullptr;
}

// Whether it may run now. If not, it is taken to wait for its turn, or left when too many do.
bool WorkerPool::pass_gate(WorkQueue queue, AccountId account, std::unique_ptr<Job>& job,
                           Claim claim) {
    Gate& gate = gates_[account];
    if (gate.in_work < options_.account_in_work) {
        ++gate.in_work;
        return true;
    }
    if (claim == Claim::kStarted || gate.queued < options_.account_queued) {
        const bool counted = claim == Claim::kNew;
        gate.queued += counted ? 1U : 0U;
        gate.waiting.push_back({std::move(job), account, queue, counted});
    }
    return false;
}

std::size_t WorkerPool::queued() const {
    const std::lock_guard lock(mutex_);
    std::size_t sum = 0;
    for (const Queue& queue : queues_) {
        sum += queue.works.size();
    }
    for (const auto& [account, gate] : gates_) {
        sum += gate.waiting.size();
    }
    return sum;
}

void WorkerPool::work(Queue& queue) {
    leave_signals_to_main();
    std::unique_lock lock(mutex_);
    for (;;) {
        queue.ready.wait(lock, [&] { return stopping_ || !queue.works.empty(); });
        if (queue.works.empty()) {
            return;
        }
        Work work = std::move(queue.works.front());
        queue.works.pop_front();
        lock.unlock();
        work.job->run();
        work.job.reset();
        lock.lock();
        leave(work.account);
    }
}

void WorkerPool::push(Work work) {
    Queue& queue = queues_.at(static_cast<std::size_t>(work.queue));
    queue.works.push_back(std::move(work));
    queue.ready.notify_one();
}

void WorkerPool::leave(AccountId account) {
    const auto it = gates_.find(account);
    if (it == gates_.end()) {
        return;
    }
    Gate& gate = it->second;
    if (!gate.waiting.empty()) {  // the place passes on
        Work next = std::move(gate.waiting.front());
        gate.waiting.pop_front();
        gate.queued -= next.counted ? 1U : 0U;
        push(std::move(next));
    } else if (--gate.in_work == 0) {
        gates_.erase(it);
    }
}

}  // namespace syncgate::net

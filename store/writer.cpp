#include "store/writer.h"

#include <algorithm>

#include "store/failure.h"

namespace syncgate::store {

Writer::Done Writer::run(const std::function<bool(Scope&)>& run) {
    Job job(run);
    {
        std::unique_lock lock(mutex_);
        queue_.push_back(&job);
        // Every wait ends: the leader finishes its group, and groups are finite.
        changed_.wait(lock, [&] { return job.done || !leading_; });
        if (!job.done) {
            leading_ = true;
            std::vector<Job*> group;
            group.swap(queue_);
            lock.unlock();
            run_group(group);
            lock.lock();
            for (Job* each : group) {
                each->done = true;
            }
            leading_ = false;
            changed_.notify_all();
        }
    }
    if (job.thrown) {
        std::rethrow_exception(job.thrown);
    }
    return {std::move(job.error), job.keep && job.scope->has_intents};
}

std::size_t Writer::waiting() {
    const std::lock_guard lock(mutex_);
    return queue_.size();
}

void Writer::run_group(Jobs group) noexcept {
    while (!group.empty()) {
        group = group.subspan(run_transaction(group));
    }
}

std::size_t Writer::run_transaction(Jobs jobs) {
    std::size_t ran = 0;
    try {
        Transaction transaction(database_, Transaction::Kind::kWrite, account_);
        run_in(*transaction, jobs, ran);
    } catch (const StoreFailure& failure) {
        if (ran == 0) {
            ran = jobs.size();  // no transaction could begin
        }
        for (Job* job : jobs.first(ran)) {
            if (!job->thrown && !job->error) {  // what failed first says more
                job->error = failure.error();
            }
            job->keep = false;
            drop_made_files(*job);
        }
        return ran;
    }
    finish(jobs.first(ran));
    return ran;
}

void Writer::run_in(Connection& connection, Jobs jobs, std::size_t& ran) {
    attempt(connection, *jobs[ran++]);
    // A first job that is not kept is taken back with the transaction, which holds nothing else
    // yet: it needs no savepoint, which would copy each page that it changes.
    if (connection.in_transaction() && !jobs.front()->keep) {
        connection.rollback();
        return;
    }
    while (ran < jobs.size() && connection.in_transaction()) {
        run_later(connection, *jobs[ran++]);
    }
    if (!connection.in_transaction()) {
        throw StoreFailure(jobs[ran - 1]->error.value_or(
            Error{ErrorCode::kUnavailable, "the transaction was rolled back"}));
    }
    commit(connection, jobs);
}

void Writer::attempt(Connection& connection, Job& job) {
    try {
        job.scope.emplace(Scope{connection, account_, blobs_, clock_, 0, {}, {}, false});
        const bool keep = (*job.run)(*job.scope);
        if (keep) {
            save_counters(*job.scope);
        }
        job.keep = keep;
    } catch (const StoreFailure& failure) {
        job.error = failure.error();
    } catch (...) {
        job.thrown = std::current_exception();
    }
}

void Writer::run_later(Connection& connection, Job& job) {
    connection.savepoint();
    attempt(connection, job);
    if (!connection.in_transaction()) {
        return;  // no savepoint is left either
    }
    if (job.keep) {
        connection.release_savepoint();
    } else {
        connection.rollback_to_savepoint();
    }
}

void Writer::commit(Connection& connection, Jobs jobs) {
    if (std::any_of(jobs.begin(), jobs.end(),
                    [](const Job* job) { return job->keep && job->scope->has_intents; })) {
        hooks_.before_intents(connection);
    }
    for (Job* job : jobs) {
        if (job->keep) {
            keep_revived_files(connection, *job);
            hooks_.before_commit(*job->scope);
        }
    }
    connection.commit();
}

// A later job of the group may have added again what this one gave up. The next group can't: it
// starts after the files are gone.
void Writer::keep_revived_files(Connection& connection, Job& job) {
    std::erase_if(job.scope->dead_files, [&](const std::string& hash) {
        return find_integer(connection, "SELECT 1 FROM blob WHERE account = $1 AND hash = $2",
                            account_, Blob{hash})
            .has_value();
    });
}

// A full disk must not become fuller by what is refused. Another write may need the same file.
void Writer::drop_made_files(const Job& job) noexcept {
    if (!job.scope || job.scope->made_files.empty()) {
        return;
    }
    try {
        const Transaction transaction(database_, Transaction::Kind::kRead, account_);
        for (const auto& hash : job.scope->made_files) {
            if (!find_integer(*transaction, "SELECT 1 FROM blob WHERE account = $1 AND hash = $2",
                              account_, Blob{hash})) {
                blobs_.remove(hash);
            }
        }
    } catch (const StoreFailure&) {
        return;  // what is left is named by `check`
    }
}

void Writer::finish(Jobs jobs) {
    for (Job* job : jobs) {
        if (!job->keep) {
            drop_made_files(*job);
            continue;
        }
        for (const auto& hash : job->scope->dead_files) {
            blobs_.remove(hash);
        }
        hooks_.committed(*job->scope);
    }
}

}  // namespace syncgate::store

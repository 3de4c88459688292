#include "store/writer.h"

#include <algorithm>

#include "store/failure.h"

namespace syncgate::store {

Writer::Done Writer::run(const std::function<bool(Scope&)>& run) {
    Job job(run, Scope{*connection_, account_, blobs_, clock_, 0, {}, {}, false});
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
    return {std::move(job.error), job.keep && job.scope.has_intents};
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
        connection_->begin_write();
        attempt(*jobs[ran++]);
        // A first job that is not kept is taken back with the transaction, which holds nothing
        // else yet: it needs no savepoint, which would copy each page that it changes.
        if (connection_->in_transaction() && !jobs.front()->keep) {
            connection_->rollback();
            return ran;
        }
        while (ran < jobs.size() && connection_->in_transaction()) {
            run_later(*jobs[ran++]);
        }
        if (!connection_->in_transaction()) {
            throw StoreFailure(jobs[ran - 1]->error.value_or(
                Error{ErrorCode::kUnavailable, "the transaction was rolled back"}));
        }
        commit(jobs);
    } catch (const StoreFailure& failure) {
        connection_->rollback();
        if (ran == 0) {
            ran = jobs.size();  // no transaction could begin
        }
        for (Job* job : jobs.first(ran)) {
            if (!job->thrown && !job->error) {  // what failed first says more
                job->error = failure.error();
            }
            job->keep = false;
        }
        return ran;
    }
    finish(jobs);
    return jobs.size();
}

void Writer::attempt(Job& job) {
    try {
        job.keep = (*job.run)(job.scope);
    } catch (const StoreFailure& failure) {
        job.error = failure.error();
    } catch (...) {
        job.thrown = std::current_exception();
    }
}

void Writer::run_later(Job& job) {
    connection_->savepoint();
    attempt(job);
    if (!connection_->in_transaction()) {
        return;  // no savepoint is left either
    }
    if (job.keep) {
        connection_->release_savepoint();
    } else {
        connection_->rollback_to_savepoint();
    }
}

void Writer::commit(Jobs jobs) {
    if (std::any_of(jobs.begin(), jobs.end(),
                    [](const Job* job) { return job->keep && job->scope.has_intents; })) {
        hooks_.before_intents();
    }
    for (Job* job : jobs) {
        if (job->keep) {
            keep_revived_files(*job);
        }
    }
    connection_->commit();
}

// A later job of the group may have added again what this one gave up. The next group can't: it
// starts after the files are gone.
void Writer::keep_revived_files(Job& job) {
    std::erase_if(job.scope.dead_files, [&](const std::string& hash) {
        return find_integer(*connection_, "SELECT 1 FROM blob WHERE account = $1 AND hash = $2",
                            account_, Blob{hash})
            .has_value();
    });
}

void Writer::finish(Jobs jobs) {
    for (Job* job : jobs) {
        if (job->keep) {
            for (const auto& hash : job->scope.dead_files) {
                blobs_.remove(hash);
            }
            hooks_.committed(job->scope);
        }
    }
}

}  // namespace syncgate::store

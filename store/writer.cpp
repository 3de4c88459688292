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

void Writer::run_group(const std::vector<Job*>& group) noexcept {
    try {
        connection_->begin_write();
        for (Job* job : group) {
            run_job(*job);
        }
        commit(group);
    } catch (const StoreFailure& failure) {
        connection_->rollback();
        for (Job* job : group) {
            if (!job->thrown) {
                job->error = failure.error();
            }
            job->keep = false;
        }
        return;
    }
    for (Job* job : group) {
        if (job->keep) {
            for (const auto& hash : job->scope.dead_files) {
                blobs_.remove(hash);
            }
            hooks_.committed(job->scope);
        }
    }
}

void Writer::run_job(Job& job) {
    connection_->savepoint();
    try {
        job.keep = (*job.run)(job.scope);
    } catch (const StoreFailure& failure) {
        job.error = failure.error();
    } catch (...) {
        job.thrown = std::current_exception();
    }
    if (job.keep) {
        connection_->release_savepoint();
    } else {
        connection_->rollback_to_savepoint();
    }
}

void Writer::commit(const std::vector<Job*>& group) {
    const auto keeps = [](const Job* job) { return job->keep; };
    if (std::none_of(group.begin(), group.end(), keeps)) {
        connection_->rollback();
        return;
    }
    if (std::any_of(group.begin(), group.end(),
                    [](const Job* job) { return job->keep && job->scope.has_intents; })) {
        hooks_.before_intents();
    }
    connection_->commit();
}

}  // namespace syncgate::store

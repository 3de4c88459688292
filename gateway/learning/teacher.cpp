#include "gateway/learning/teacher.h"

#include <algorithm>

#include "store/account.h"
#include "store/directory.h"

namespace syncgate::learning {
namespace {

constexpr UnixSeconds kFirstRetry = 60;  // doubled each time
constexpr UnixSeconds kLongestRetry = 3600;

std::string_view name_of(const store::Lesson& lesson) {
    return lesson.is_spam ? "spam" : "ham";
}

UnixSeconds retry_after(int tries) {
    return std::min(kFirstRetry << std::min(tries, kMostTries), kLongestRetry);
}

// nullopt: it is gone, or lies elsewhere now.
Result<std::optional<std::uint64_t>> size_of(store::Account& account, const store::Lesson& lesson) {
    using Size = std::optional<std::uint64_t>;
    return account.read([&](const store::Snapshot& snapshot) -> Result<Size> {
        const auto object = snapshot.object(lesson.object);
        return object && is_true(snapshot, lesson) ? Size(object->size) : Size();
    });
}

}  // namespace

void Teacher::teach(const std::stop_token& stop) {
    const UnixSeconds now = services_.clock.now();
    if (now < rests_until_ && rests_until_ - now <= kRest) {
        return;
    }
    while (!stop.stop_requested() && teach_one(stop)) {
    }
}

bool Teacher::teach_one(const std::stop_token& stop) {
    auto& lessons = services_.store.directory().lessons();
    const auto taken = lessons.take();
    if (!taken) {
        note(taken.error());
        return false;
    }
    if (!*taken) {
        return false;
    }
    const auto& lesson = **taken;
    const auto told = tell(lesson, stop);
    if (!told && stop.stop_requested()) {
        return false;  // its time comes again
    }
    if (!told) {
        failed(lesson, told.error());
        return false;
    }
    if (*told) {
        ++counters_.learnt;
        services_.log.info("learnt", {{"account", lesson.account}, {"as", name_of(lesson)}});
    }
    note(lessons.settle(lesson));
    return true;
}

Result<bool> Teacher::tell(const store::Lesson& lesson, const std::stop_token& stop) {
    auto account = services_.store.account(lesson.account);
    if (!account) {
        return account.error().code == ErrorCode::kNotFound ? Result<bool>(false) : account.error();
    }
    const auto size = size_of(**account, lesson);
    if (!size || !*size) {
        return size ? Result<bool>(false) : size.error();
    }
    const MailText text{
        **size, [&](std::uint64_t begin, std::uint64_t end) {
            return (*account)->read([&](const store::Snapshot& snapshot) -> Result<std::string> {
                return snapshot.bytes(lesson.object, begin, end);
            });
        }};
    const auto learnt = services_.filter.learn(text, lesson.is_spam, (*account)->address(), stop);
    return learnt ? Result<bool>(true) : learnt.error();
}

void Teacher::failed(const store::Lesson& lesson, const Error& error) {
    const UnixSeconds now = services_.clock.now();
    rests_until_ = now + kRest;
    ++counters_.failed;
    const int tries = lesson.tries + 1;
    const bool given_up = tries >= kMostTries;
    services_.log.warning("lesson_failed", {{"account", lesson.account},
                                            {"as", name_of(lesson)},
                                            {"tries", tries},
                                            {"given_up", given_up ? "yes" : "no"},
                                            {"reason", error.detail}});
    auto& lessons = services_.store.directory().lessons();
    note(given_up ? lessons.settle(lesson)
                  : lessons.retry(lesson, now + retry_after(lesson.tries)));
}

void Teacher::note(const Result<void>& written) {
    if (!written) {
        services_.log.error("learning_failed", {{"reason", written.error().detail}});
    }
}

}  // namespace syncgate::learning

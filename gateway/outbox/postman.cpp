#include "gateway/outbox/postman.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <exception>

#include "formats/mime/delivery_report.h"
#include "formats/mime/headers.h"
#include "store/account.h"
#include "store/delivery.h"
#include "store/incoming.h"

namespace syncgate::outbox {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kAtOnce = 100;  // that every relay takes. Source: RFC 5321 4.5.3.1.8
constexpr UnixSeconds kLongestRetry = 3600;
constexpr UnixSeconds kSlow = 5;  // whoever says no sooner may be asked at any time
constexpr UnixSeconds kLongestSilence = 300;
constexpr std::uint64_t kReturnedBytes = 256U << 10U;  // of the message, in a bounce
constexpr std::chrono::milliseconds kUntilWritten = 5s;

UnixSeconds retry_after(UnixSeconds first, int tries) {
    UnixSeconds wait = first;
    for (int i = 0; i < tries && wait < kLongestRetry; ++i) {
        wait *= 2;
    }
    return std::min(wait, kLongestRetry);
}

Result<std::uint64_t> size_of(store::Account& account, ObjectId id) {
    return account.read([&](const store::Snapshot& snapshot) -> Result<std::uint64_t> {
        const auto object = snapshot.object(id);
        return object ? Result<std::uint64_t>(object->size)
                      : Error{ErrorCode::kInternal, "the message has no text"};
    });
}

Result<std::string> read_text(store::Account& account, ObjectId object, std::uint64_t begin,
                              std::uint64_t end) {
    return account.read([&](const store::Snapshot& snapshot) -> Result<std::string> {
        return snapshot.bytes(object, begin, end);
    });
}

// Not when the message was removed meanwhile, or an earlier try was written after all.
bool waits_for(const store::Snapshot& snapshot, std::int64_t mail, const OutgoingOutcome& failed) {
    const auto there = snapshot.outgoing(mail);
    return there && std::any_of(there->recipients.begin(), there->recipients.end(),
                                [&](const OutgoingRecipient& each) {
                                    return each.address == failed.address;
                                });
}

// False when it was woken by the stop.
bool pause(const std::stop_token& stop, std::chrono::milliseconds time) {
    std::mutex mutex;
    std::condition_variable_any never;
    std::unique_lock lock(mutex);
    never.wait_for(lock, stop, time, [] { return false; });
    return !stop.stop_requested();
}

}  // namespace

Postman::Step Postman::send_one(AccountId account, const std::stop_token& stop) {
    auto work = take(account);
    if (!work) {
        services_.log.error("outbox_failed",
                            {{"account", account}, {"reason", work.error().detail}});
        return Step::kFailed;
    }
    if (!*work) {
        return Step::kNone;
    }
    const auto outcomes = judge((*work)->mail, hand_over(**work));
    for (bool told = false;; told = true) {
        const auto settled = settle(**work, outcomes);
        if (settled) {
            break;
        }
        if (!told) {
            services_.log.error("outbox_not_written", {{"account", (*work)->account->address()},
                                                       {"reason", settled.error().detail}});
        }
        if (!pause(stop, kUntilWritten)) {
            return Step::kFailed;
        }
    }
    tell(**work, outcomes);
    return Step::kSent;
}

Result<std::optional<Postman::Work>> Postman::take(AccountId id) {
    auto account = services_.store.account(id);
    if (!account) {
        return account.error();
    }
    auto taken = services_.store.take_outgoing(id);
    if (!taken) {
        return taken.error();
    }
    if (!*taken) {
        return std::optional<Work>();
    }
    Work work{*std::move(account), **std::move(taken)};
    if (work.mail.recipients.size() > kAtOnce) {
        work.mail.recipients.resize(kAtOnce);  // the others' time has come as well
    }
    return std::optional<Work>(std::move(work));
}

Result<std::vector<Handed>> Postman::hand_over(const Work& work) {
    if (auto failure = recent_failure()) {
        return *std::move(failure);
    }
    MailEnvelope envelope{work.mail.sender, {}};
    for (const auto& recipient : work.mail.recipients) {
        envelope.recipients.push_back(recipient.address);
    }
    const auto size = size_of(*work.account, work.mail.object);
    if (!size) {
        return size.error();
    }
    const MailText text{*size, [&](std::uint64_t begin, std::uint64_t end) {
                            return read_text(*work.account, work.mail.object, begin, end);
                        }};
    const UnixSeconds began = services_.clock.now();
    try {
        auto handed = services_.relay.send(envelope, text);
        note_relay(handed ? std::nullopt : std::optional(handed.error()), began);
        return handed;
    } catch (const std::exception& failure) {
        return Error{ErrorCode::kInternal, failure.what()};
    }
}

Postman::Outcomes Postman::judge(const Outgoing& mail,
                                 const Result<std::vector<Handed>>& handed) const {
    const UnixSeconds now = services_.clock.now();
    Outcomes outcomes;
    for (std::size_t i = 0; i < mail.recipients.size(); ++i) {
        const auto& recipient = mail.recipients[i];
        const Handed answer =
            handed ? (*handed)[i] : Handed{Handed::Answer::kLater, handed.error().detail};
        OutgoingOutcome outcome{recipient.address, true, 0, answer.reply};
        if (answer.answer == Handed::Answer::kTaken) {
            ++outcomes.taken;
        } else if (answer.answer == Handed::Answer::kRefused ||
                   now - mail.queued >= rules_.give_up) {
            outcome.refused = answer.answer == Handed::Answer::kRefused;
            outcomes.failed.push_back(outcome);
        } else {
            outcome.done = false;
            outcome.at = now + retry_after(rules_.first_retry, recipient.tries);
            outcomes.reason = answer.reply;
        }
        outcomes.all.push_back(std::move(outcome));
    }
    return outcomes;
}

Result<void> Postman::settle(const Work& work, const Outcomes& outcomes) {
    std::string report;
    store::NewObject object;
    if (!outcomes.failed.empty()) {
        report = bounce(work, outcomes);
        object = store::index_mail(report);
    }
    return work.account->write([&](store::Change& change) -> Result<void> {
        const bool tells =
            !report.empty() && waits_for(change, work.mail.id, outcomes.failed.front());
        change.settle_outgoing(work.mail.id, outcomes.all);
        if (!tells) {
            return {};
        }
        const auto inbox = store::incoming_folder(change, object.envelope, Role::kInbox);
        if (!inbox) {
            return Error{ErrorCode::kInternal, "no Inbox"};
        }
        // The sender was told that it is sent: this must be told, too.
        if (!change.make_room(static_cast<std::int64_t>(report.size()), 1)) {
            change.keep_promise();
        }
        store::NewItem item;
        item.object = change.add_object(object);
        item.sort_key = services_.clock.now();
        change.add_item(inbox->id, item);
        return {};
    });
}

// One whose text can't be read is told without it.
std::string Postman::bounce(const Work& work, const Outcomes& outcomes) const {
    const auto size = size_of(*work.account, work.mail.object);
    const auto text = read_text(*work.account, work.mail.object, 0, kReturnedBytes);
    mime::DeliveryReport report;
    report.host = rules_.host;
    report.sender = work.mail.sender;
    report.queued = work.mail.queued;
    report.now = services_.clock.now();
    report.is_whole = size && *size <= kReturnedBytes;
    if (text) {
        report.original =
            report.is_whole ? *text : std::string_view(*text).substr(0, mime::body_offset(*text));
    }
    for (const auto& each : outcomes.failed) {
        report.failed.push_back({each.address, each.reason, !each.refused});
    }
    return mime::delivery_report(report);
}

void Postman::tell(const Work& work, const Outcomes& outcomes) {
    counters_.relayed += outcomes.taken;
    counters_.returned += outcomes.failed.size();
    const auto& account = work.account->address();
    if (outcomes.taken > 0) {
        services_.log.info(
            "mail_relayed",
            {{"account", account}, {"message", work.mail.id}, {"recipients", outcomes.taken}});
    }
    if (!outcomes.failed.empty()) {
        services_.log.warning("mail_returned", {{"account", account},
                                                {"message", work.mail.id},
                                                {"recipients", outcomes.failed.size()},
                                                {"reason", outcomes.failed.front().reason}});
    }
    if (!outcomes.reason.empty()) {
        services_.log.info(
            "mail_deferred",
            {{"account", account}, {"message", work.mail.id}, {"reason", outcomes.reason}});
    }
}

std::optional<Error> Postman::recent_failure() {
    const UnixSeconds now = services_.clock.now();
    const std::lock_guard lock(mutex_);
    const bool recent = now < failed_until_ && failed_until_ - now <= kLongestSilence;
    return failure_ && recent ? failure_ : std::nullopt;
}

void Postman::note_relay(const std::optional<Error>& failure, UnixSeconds began) {
    const UnixSeconds now = services_.clock.now();
    bool was_there = false;
    {
        const std::lock_guard lock(mutex_);
        was_there = !failure_;
        failure_ = failure;
        failed_until_ = now - began < kSlow ? now : now + std::min(now - began, kLongestSilence);
    }
    if (failure && was_there) {
        services_.log.warning("relay_unreachable", {{"reason", failure->detail}});
    } else if (!failure && !was_there) {
        services_.log.info("relay_back");
    }
}

}  // namespace syncgate::outbox

#include "protocols/activesync/commands/send_once.h"

#include "protocols/activesync/commands/send_claim.h"
#include "protocols/activesync/commands/sends_in_flight.h"
#include "protocols/activesync/commands/submission.h"
#include "protocols/activesync/status.h"
#include "store/delivery.h"

namespace syncgate::activesync {
namespace {

constexpr std::string_view kMemory = "send";
constexpr std::chrono::seconds kWaitForTheFirst{30};

Reply sent() {
    return Reply::of(200);
}

// There are no bounces yet, so a recipient here whom nobody is refuses the whole message: its
// writer hears of it at once.
CommonStatus status_for(ErrorCode code) {
    switch (code) {
        case ErrorCode::kMalformed:
            return CommonStatus::kInvalidMime;
        case ErrorCode::kNotFound:
            return CommonStatus::kRecipientUnresolved;
        case ErrorCode::kForbidden:
            return CommonStatus::kSubmissionFailed;
        case ErrorCode::kTooLarge:
        case ErrorCode::kUnauthenticated:
        case ErrorCode::kConflict:
        case ErrorCode::kUnsupported:
        case ErrorCode::kOverQuota:
        case ErrorCode::kUnavailable:
        case ErrorCode::kInternal:
            return status_of(code);
    }
    return CommonStatus::kServerError;
}

void set_mark(store::Change& change, const Mark& mark, UnixSeconds now) {
    const auto item = change.item(mark.item.collection, mark.item.uid);
    if (item) {  // gone meanwhile: there is nothing to mark
        change.set_state(mark.item.collection, mark.item.uid, item->flags | flags_of(mark.verb),
                         item->keywords, with_last_verb(item->follow_up, {mark.verb, now}));
    }
}

// The sender's own write: Sent copy, mark, memory and what goes to others here, in one commit.
Result<bool> keep(Context& context, const SendRequest& request, const Submission& submission,
                  const std::optional<Mark>& mark) {
    store::NewObject message;
    store::NewObject copy;
    if (!submission.local.empty()) {
        message = store::index_mail(submission.message);
    }
    if (request.save) {
        copy = store::index_mail(submission.sent_copy);
    }
    const UnixSeconds now = context.services.clock.now();
    return context.account->write([&](store::Change& change) -> Result<bool> {
        if (change.remembered(context.device.number, kMemory, request.memory)) {
            return true;  // another gateway has meanwhile
        }
        if (!submission.local.empty()) {
            store::Intent intent;
            intent.object = change.add_object(message);
            for (const auto account : submission.local) {
                intent.target = account;
                change.add_intent(intent);
            }
        }
        if (request.save) {
            const auto folder = change.by_role(ItemClass::kMail, Role::kSent);
            if (!folder) {
                return Error{ErrorCode::kInternal, "no Sent folder"};
            }
            store::NewItem item;
            item.object = change.add_object(copy);
            item.sort_key = now;
            item.flags = kSeen;
            change.add_item(folder->id, item);
        }
        if (mark) {
            set_mark(change, *mark, now);
        }
        change.forget_before(now);
        change.remember(context.device.number, kMemory, request.memory, request.digest,
                        now + request.remembered);
        return true;
    });
}

// Asked before anything leaves: a message that was relayed must not fail here afterwards.
Result<void> make_room(Context& context, const SendRequest& request, const Submission& submission) {
    const auto size = [](const std::string& text) {
        return static_cast<std::int64_t>(text.size());
    };
    const std::int64_t copy = request.save ? size(submission.sent_copy) : 0;
    const std::int64_t waiting = submission.local.empty() ? 0 : size(submission.message);
    if (copy + waiting == 0) {
        return {};
    }
    return context.account->write([&](store::Change& change) -> Result<void> {
        return change.make_room(copy + waiting, request.save ? 1 : 0);
    });
}

Result<void> relay(Context& context, const Submission& submission) {
    if (context.services.relay == nullptr) {
        return Error{ErrorCode::kUnsupported, "no relay is configured"};
    }
    return context.services.relay->send({submission.sender, submission.remote}, submission.message);
}

// The message that went out under this name before.
struct Before {
    std::string digest;  // "": none did
    bool kept = false;   // false: the relay has it, but our own write is still to be done
};

Result<Before> sent_before(Context& context, const SendRequest& request,
                           const SendsInFlight::Turn& turn) {
    return context.account->read([&](const store::Snapshot& snapshot) -> Result<Before> {
        auto kept = snapshot.remembered(context.device.number, kMemory, request.memory);
        return kept ? Before{*std::move(kept), true} : Before{turn.relayed().value_or(""), false};
    });
}

// nullopt: it is sent.
std::optional<CommonStatus> send(Context& context, const SendRequest& request,
                                 const Outgoing& outgoing, const std::string& name,
                                 SendsInFlight::Turn& turn) {
    const auto submission =
        prepare_submission(context.services.store.directory(), context.account->id(), outgoing.mime,
                           name, context.services.clock.now());
    if (!submission) {
        context.services.log.info("send_refused", {{"account", context.who.address},
                                                   {"reason", submission.error().detail}});
        return status_for(submission.error().code);
    }
    if (submission->local.empty() && submission->remote.empty()) {
        return CommonStatus::kNoRecipient;
    }
    if (const auto room = make_room(context, request, *submission); !room && !turn.relayed()) {
        context.services.log.info(
            "send_refused", {{"account", context.who.address}, {"reason", room.error().detail}});
        return status_of(room.error().code);
    }
    if (!submission->remote.empty() && !turn.relayed()) {
        const auto claim = claim_send(context, kMemory, request.memory);
        if (!claim) {
            return CommonStatus::kServerErrorRetryLater;
        }
        if (*claim == Claim::kSentMeanwhile) {
            return std::nullopt;
        }
        if (const auto relayed = relay(context, *submission); !relayed) {
            release_send(context, request.memory);
            context.services.log.warning("relay_refused", {{"account", context.who.address},
                                                           {"reason", relayed.error().detail}});
            return CommonStatus::kSubmissionFailed;
        }
        turn.set_relayed(request.digest);
    }
    if (const auto kept = keep(context, request, *submission, outgoing.mark); !kept) {
        context.services.log.error(
            "send_not_kept", {{"account", context.who.address}, {"reason", kept.error().detail}});
        return status_of(kept.error().code);
    }
    turn.kept();
    return std::nullopt;
}

}  // namespace

Answer send_once(Context& context, const Command& command, const SendRequest& request,
                 const std::function<std::variant<Outgoing, CommonStatus>()>& make) {
    const auto refuse = [&](CommonStatus status) { return fail(command, context.version, status); };
    const std::string name = std::to_string(context.account->id()) + " " +
                             std::to_string(context.device.number) + " " + request.memory;
    auto turn = context.sends->begin(name, kWaitForTheFirst);
    if (!turn) {
        return refuse(CommonStatus::kServerErrorRetryLater);
    }
    const auto before = sent_before(context, request, *turn);
    if (!before) {
        return refuse(status_of(before.error().code));
    }
    if (!before->digest.empty() && before->digest != request.digest) {
        return refuse(CommonStatus::kPreviouslySent);
    }
    if (before->kept) {
        return sent();
    }
    const auto made = make();
    if (const auto* status = std::get_if<CommonStatus>(&made)) {
        return refuse(*status);
    }
    const auto failed = send(context, request, std::get<Outgoing>(made), name, *turn);
    return failed ? refuse(*failed) : sent();
}

}  // namespace syncgate::activesync

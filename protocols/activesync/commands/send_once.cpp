#include "protocols/activesync/commands/send_once.h"

#include "protocols/activesync/commands/submission.h"
#include "protocols/activesync/status.h"
#include "store/delivery.h"

namespace syncgate::activesync {
namespace {

constexpr std::string_view kMemory = "send";

Reply sent() {
    return Reply::of(200);
}

// What is known at once of the message and its recipients is told at once; what the relay says of
// them later comes as a bounce.
CommonStatus refusal_of(ErrorCode code) {
    switch (code) {
        case ErrorCode::kMalformed:
            return CommonStatus::kInvalidMime;
        case ErrorCode::kNotFound:
            return CommonStatus::kRecipientUnresolved;
        case ErrorCode::kForbidden:
        case ErrorCode::kUnsupported:
            return CommonStatus::kSubmissionFailed;
        case ErrorCode::kTooLarge:
            return CommonStatus::kSendQuotaExceeded;
        case ErrorCode::kUnauthenticated:
        case ErrorCode::kConflict:
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

// The message that went out under this name before; "": none did.
std::string sent_before(const store::Snapshot& snapshot, DeviceNumber device,
                        const SendRequest& request) {
    return snapshot.remembered(device, kMemory, request.memory).value_or("");
}

// The texts that are kept of a message, indexed: as it leaves and, where that differs by Bcc, as
// Sent shows it.
struct Texts {
    Texts(const Submission& submission, bool save)
        : is_one(submission.message == submission.sent_copy),
          message(store::index_mail(submission.message)) {
        if (save && !is_one) {
            copy = store::index_mail(submission.sent_copy);
        }
    }
    [[nodiscard]] std::int64_t size() const {
        return static_cast<std::int64_t>(message.bytes.size() + copy.bytes.size());
    }

    bool is_one;
    store::NewObject message, copy;
};

Result<void> add_sent_copy(store::Change& change, ObjectId object, UnixSeconds now) {
    const auto folder = change.by_role(ItemClass::kMail, Role::kSent);
    if (!folder) {
        return Error{ErrorCode::kInternal, "no Sent folder"};
    }
    store::NewItem item;
    item.object = object;
    item.sort_key = now;
    item.flags = kSeen;
    change.add_item(folder->id, item);
    return {};
}

// For accounts here and for the relay.
Result<void> add_receivers(store::Change& change, ObjectId object, const Submission& submission) {
    store::Intent intent;
    intent.object = object;
    for (const auto account : submission.local) {
        intent.target = account;
        change.add_intent(intent);
    }
    return submission.remote.empty()
               ? Result<void>()
               : change.add_outgoing(object, submission.sender, submission.remote);
}

enum class Kept { kNow, kBefore, kAnother };

// The sender's own write: what goes to others, Sent copy, mark and memory, in one commit.
Result<Kept> keep(Context& context, const SendRequest& request, const Submission& submission,
                  const std::optional<Mark>& mark) {
    const Texts texts(submission, request.save);
    const UnixSeconds now = context.services.clock.now();
    return context.account->write([&](store::Change& change) -> Result<Kept> {
        const auto before = sent_before(change, context.device.number, request);
        if (!before.empty()) {  // a repetition that came meanwhile
            return before == request.digest ? Kept::kBefore : Kept::kAnother;
        }
        if (auto room = change.make_room(texts.size(), request.save ? 1 : 0); !room) {
            return room.error();
        }
        const auto object = change.add_object(texts.message);
        if (auto added = add_receivers(change, object, submission); !added) {
            return added.error();
        }
        if (request.save) {
            const auto copy = texts.is_one ? object : change.add_object(texts.copy);
            if (auto added = add_sent_copy(change, copy, now); !added) {
                return added.error();
            }
        }
        if (mark) {
            set_mark(change, *mark, now);
        }
        change.forget_before(now);
        change.remember(context.device.number, kMemory, request.memory, request.digest,
                        now + request.remembered);
        return Kept::kNow;
    });
}

// nullopt: it is sent.
std::optional<CommonStatus> send(Context& context, const SendRequest& request,
                                 const Composed& composed, const std::string& name) {
    const auto refuse = [&](const Error& error) {
        if (error.code == ErrorCode::kUnavailable || error.code == ErrorCode::kInternal) {
            context.services.log.error(
                "send_failed", {{"account", context.who.address}, {"reason", error.detail}});
        } else {
            context.services.log.info("send_refused",
                                      {{"account", context.who.address}, {"reason", error.detail}});
        }
        return refusal_of(error.code);
    };
    const auto submission =
        prepare_submission(context.services.store.directory(), context.account->id(), composed.mime,
                           name, context.services.clock.now());
    if (!submission) {
        return refuse(submission.error());
    }
    if (submission->local.empty() && submission->remote.empty()) {
        return CommonStatus::kNoRecipient;
    }
    if (!submission->remote.empty() && !context.services.relays) {
        return refuse({ErrorCode::kUnsupported, "no relay is configured"});
    }
    const auto kept = keep(context, request, *submission, composed.mark);
    if (!kept) {
        return refuse(kept.error());
    }
    return *kept == Kept::kAnother ? std::optional(CommonStatus::kPreviouslySent) : std::nullopt;
}

}  // namespace

Answer send_once(Context& context, const Command& command, const SendRequest& request,
                 const std::function<std::variant<Composed, CommonStatus>()>& make) {
    const auto refuse = [&](CommonStatus status) { return fail(command, context.version, status); };
    const auto before =
        context.account->read([&](const store::Snapshot& snapshot) -> Result<std::string> {
            return sent_before(snapshot, context.device.number, request);
        });
    if (!before) {
        return refuse(status_of(before.error().code));
    }
    if (!before->empty()) {
        return *before == request.digest ? Answer(sent()) : refuse(CommonStatus::kPreviouslySent);
    }
    const auto made = make();
    if (const auto* status = std::get_if<CommonStatus>(&made)) {
        return refuse(*status);
    }
    const std::string name = std::to_string(context.account->id()) + " " +
                             std::to_string(context.device.number) + " " + request.memory;
    const auto failed = send(context, request, std::get<Composed>(made), name);
    return failed ? refuse(*failed) : sent();
}

}  // namespace syncgate::activesync

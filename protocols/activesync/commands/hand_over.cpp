#include "protocols/activesync/commands/hand_over.h"

#include "store/collected.h"
#include "store/delivery.h"

namespace syncgate::activesync {
namespace {

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

std::int64_t size_of(const store::NewObject& object) {
    return static_cast<std::int64_t>(object.bytes.size());
}

}  // namespace

CommonStatus refused_to_send(Context& context, const Error& error) {
    if (error.code == ErrorCode::kUnavailable || error.code == ErrorCode::kInternal) {
        context.services.log.error("send_failed",
                                   {{"account", context.who.address}, {"reason", error.detail}});
    } else {
        context.services.log.info("send_refused",
                                  {{"account", context.who.address}, {"reason", error.detail}});
    }
    return refusal_of(error.code);
}

std::variant<Submission, CommonStatus> make_ready(Context& context, const PagedText& mime,
                                                  std::string_view name) {
    auto submission = prepare_submission(context.services.store, *context.account, mime, name,
                                         context.services.clock.now());
    if (!submission) {
        return refused_to_send(context, submission.error());
    }
    if (submission->local.empty() && submission->remote.empty()) {
        return CommonStatus::kNoRecipient;
    }
    if (!submission->remote.empty() && !context.services.relays) {
        return refused_to_send(context, {ErrorCode::kUnsupported, "no relay is configured"});
    }
    return *std::move(submission);
}

SentTexts::SentTexts(const Submission& submission, bool save)
    : submission_(submission),
      save_(save),
      is_one_(!submission.sent_copy),
      message_(store::index_mail(submission.message)) {
    if (save && !is_one_) {
        copy_ = store::index_mail(*submission.sent_copy);
    }
}

Result<void> SentTexts::hand_over(store::Change& change, UnixSeconds now) const {
    const auto folder = change.by_role(ItemClass::kMail, Role::kSent);
    if (save_ && !folder) {
        return Error{ErrorCode::kInternal, "no Sent folder"};
    }
    const auto& remote = submission_.remote;
    if (!remote.empty() && !change.has_room_for_outgoing()) {
        return Error{ErrorCode::kUnavailable, "too much mail waits for the relay"};
    }
    if (auto room = change.make_room(size_of(message_) + size_of(copy_), save_ ? 1 : 0); !room) {
        return room.error();
    }
    store::Intent intent;
    intent.object = change.add_object(message_);
    for (const auto account : submission_.local) {
        intent.target = account;
        change.add_intent(intent);
    }
    if (save_) {
        store::NewItem item;
        item.object = is_one_ ? intent.object : change.add_object(copy_);
        item.sort_key = now;
        item.flags = kSeen;
        change.add_item(folder->id, item);
    }
    store::collect_addresses(change, submission_.written_to);
    return remote.empty() ? Result<void>()
                          : change.add_outgoing(intent.object, submission_.sender, remote);
}

}  // namespace syncgate::activesync

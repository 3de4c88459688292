#include "protocols/activesync/commands/send_mail.h"


#include "formats/digest/sha256.h"
#include "formats/wbxml/tags.h"
#include "protocols/activesync/commands/submission.h"
#include "protocols/activesync/status.h"
#include "protocols/activesync/sync/line_locks.h"
#include "store/delivery.h"

namespace syncgate::activesync {
namespace {

using wbxml::Element;
namespace compose = wbxml::compose_mail;

constexpr std::string_view kMemory = "send";
constexpr UnixSeconds kByClientId = 30 * 86'400;
constexpr UnixSeconds kByDigest = 86'400;  // 2.5 to 12.1 have no ClientId
constexpr std::size_t kMaxClientId = 40;

struct Asked {
    std::string_view mime;
    bool save = false;
    std::string memory;      // what names this request
    UnixSeconds remembered;  // for how long
};

Reply sent() {
    return Reply::of(200);
}

// Up to 12.1 the body is the message itself. Null `root` there.
std::optional<Asked> parse(const Context& context, const Element* root) {
    Asked asked{};
    if (root == nullptr) {
        asked.mime = context.body;
        asked.save = context.line.save_in_sent;
        asked.memory = "sha256 " + digest::sha256(context.body);
        asked.remembered = kByDigest;
        return asked;
    }
    const auto client_id = root->text(compose::kClientId);
    const auto mime = root->text(compose::kMime);
    if (!client_id || client_id->empty() || client_id->size() > kMaxClientId || !mime) {
        return std::nullopt;
    }
    asked.mime = *mime;
    asked.save = root->has(compose::kSaveInSentItems);
    asked.memory = "id " + std::string(*client_id);
    asked.remembered = kByClientId;
    return asked;
}

CommonStatus status_for(const Error& error) {
    switch (error.code) {
        case ErrorCode::kMalformed: return CommonStatus::kInvalidContent;
        case ErrorCode::kNotFound:
            return error.detail == "no recipient" ? CommonStatus::kNoRecipient
                                                  : CommonStatus::kSubmissionFailed;
        case ErrorCode::kForbidden: return CommonStatus::kSubmissionFailed;
        default: return status_of(error.code);
    }
}

// The sender's own write: Sent copy, memory and what goes to others here, in one commit.
Result<bool> keep(Context& context, const Asked& asked, const Submission& submission) {
    const auto message = store::index_mail(submission.message);
    const auto copy = store::index_mail(submission.sent_copy);
    const UnixSeconds now = context.services.clock.now();
    return context.account->write([&](store::Change& change) -> Result<bool> {
        if (!submission.local.empty()) {
            store::Intent intent;
            intent.object = change.add_object(message);
            for (const auto account : submission.local) {
                intent.target = account;
                change.add_intent(intent);
            }
        }
        if (asked.save) {
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
        change.forget_before(now);
        change.remember(context.device.number, kMemory, asked.memory, "", now + asked.remembered);
        return true;
    });
}

}  // namespace

Answer run_send_mail(Context& context, const Element* root) {
    const auto* command = find_command("SendMail");
    const auto refuse = [&](CommonStatus status) { return fail(*command, context.version, status); };
    if (root == nullptr && context.version >= Version::k14_0) {
        return refuse(CommonStatus::kInvalidContent);
    }
    const auto asked = parse(context, root);
    if (!asked) {
        return refuse(CommonStatus::kInvalidXml);
    }
    // A repetition that comes while the first is still with the relay waits for it here.
    const auto one_at_a_time =
        context.locks.lock(context.account->id(), context.device.number, kMaxKey);
    auto before = context.account->read([&](const store::Snapshot& snapshot) -> Result<bool> {
        return snapshot.remembered(context.device.number, kMemory, asked->memory).has_value();
    });
    if (!before) {
        return refuse(status_of(before.error().code));
    }
    if (*before) {
        return sent();
    }
    auto submission =
        prepare_submission(context.services.store.directory(), context.account->id(), asked->mime,
                           context.services.clock.now());
    if (!submission) {
        context.services.log.info("send_refused", {{"account", context.who.address},
                                                   {"reason", submission.error().detail}});
        return refuse(status_for(submission.error()));
    }
    if (!submission->remote.empty()) {
        auto relayed = context.services.relay == nullptr
                           ? Result<void>(Error{ErrorCode::kUnsupported, "no relay is configured"})
                           : context.services.relay->send(
                                 {submission->sender, submission->remote}, submission->message);
        if (!relayed) {
            context.services.log.warning("relay_refused", {{"account", context.who.address},
                                                           {"reason", relayed.error().detail}});
            return refuse(CommonStatus::kSubmissionFailed);
        }
    }
    auto kept = keep(context, *asked, *submission);
    if (!kept) {
        context.services.log.error("send_not_kept", {{"account", context.who.address},
                                                     {"reason", kept.error().detail}});
        return refuse(status_of(kept.error().code));
    }
    return sent();
}

}  // namespace syncgate::activesync

#include "protocols/activesync/commands/send_mail.h"

#include "formats/digest/sha256.h"
#include "formats/wbxml/tags.h"
#include "protocols/activesync/commands/send_claim.h"
#include "protocols/activesync/commands/sends_in_flight.h"
#include "protocols/activesync/commands/submission.h"
#include "protocols/activesync/status.h"
#include "store/delivery.h"

namespace syncgate::activesync {
namespace {

using wbxml::Element;
namespace compose = wbxml::compose_mail;

constexpr std::string_view kMemory = "send";
constexpr UnixSeconds kByClientId = 30 * 86'400;
constexpr UnixSeconds kByDigest = 86'400;  // 2.5 to 12.1 have no ClientId
constexpr std::size_t kMaxClientId = 40;
constexpr std::chrono::seconds kWaitForTheFirst{30};

struct Asked {
    std::string_view mime;
    bool save = false;
    std::string memory;  // what names this request among those of its device
    std::string digest;  // of the message: a name that comes again with another is no repetition
    UnixSeconds remembered;  // for how long
};

Reply sent() {
    return Reply::of(200);
}

using Parsed = std::variant<Asked, CommonStatus>;

// Up to 12.1 the body is the message itself, and `root` is null.
Parsed parse(const Context& context, const Element* root) {
    Asked asked{};
    if (root == nullptr) {
        asked.mime = context.body;
        asked.save = context.line.save_in_sent;
        asked.digest = digest::sha256(context.body);
        asked.memory = "sha256 " + asked.digest;
        asked.remembered = kByDigest;
        return asked;
    }
    const auto client_id = root->text(compose::kClientId);
    const auto mime = root->text(compose::kMime);
    if (!client_id || client_id->empty() || client_id->size() > kMaxClientId || !mime) {
        return CommonStatus::kInvalidXml;
    }
    if (const auto account = root->text(compose::kAccountId); account && !account->empty()) {
        return CommonStatus::kInvalidAccountId;  // Settings names none
    }
    if (root->has(wbxml::rights_management::kTemplateID)) {
        return CommonStatus::kRightsManagementDisabled;  // never unprotected what was to be so
    }
    asked.mime = *mime;
    asked.save = root->has(compose::kSaveInSentItems);
    asked.digest = digest::sha256(*mime);
    asked.memory = "id " + std::string(*client_id);
    asked.remembered = kByClientId;
    return asked;
}

// There are no bounces yet, so a recipient here whom nobody is refuses the whole message: its
// writer hears of it at once.
CommonStatus status_for(ErrorCode code) {
    switch (code) {
        case ErrorCode::kMalformed:
            return CommonStatus::kInvalidMime;
        case ErrorCode::kNotFound:
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

// The sender's own write: Sent copy, memory and what goes to others here, in one commit.
Result<bool> keep(Context& context, const Asked& asked, const Submission& submission) {
    store::NewObject message;
    store::NewObject copy;
    if (!submission.local.empty()) {
        message = store::index_mail(submission.message);
    }
    if (asked.save) {
        copy = store::index_mail(submission.sent_copy);
    }
    const UnixSeconds now = context.services.clock.now();
    return context.account->write([&](store::Change& change) -> Result<bool> {
        if (change.remembered(context.device.number, kMemory, asked.memory)) {
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
        change.remember(context.device.number, kMemory, asked.memory, asked.digest,
                        now + asked.remembered);
        return true;
    });
}

// Asked before anything leaves: a message that was relayed must not fail here afterwards.
Result<void> make_room(Context& context, const Asked& asked, const Submission& submission) {
    const auto size = [](const std::string& text) {
        return static_cast<std::int64_t>(text.size());
    };
    const std::int64_t copy = asked.save ? size(submission.sent_copy) : 0;
    const std::int64_t waiting = submission.local.empty() ? 0 : size(submission.message);
    if (copy + waiting == 0) {
        return {};
    }
    return context.account->write([&](store::Change& change) -> Result<void> {
        return change.make_room(copy + waiting, asked.save ? 1 : 0);
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

Result<Before> sent_before(Context& context, const Asked& asked, const SendsInFlight::Turn& turn) {
    return context.account->read([&](const store::Snapshot& snapshot) -> Result<Before> {
        auto kept = snapshot.remembered(context.device.number, kMemory, asked.memory);
        return kept ? Before{*std::move(kept), true} : Before{turn.relayed().value_or(""), false};
    });
}

// nullopt: it is sent.
std::optional<CommonStatus> send(Context& context, const Asked& asked, const std::string& name,
                                 SendsInFlight::Turn& turn) {
    const auto submission =
        prepare_submission(context.services.store.directory(), context.account->id(), asked.mime,
                           name, context.services.clock.now());
    if (!submission) {
        context.services.log.info("send_refused", {{"account", context.who.address},
                                                   {"reason", submission.error().detail}});
        return status_for(submission.error().code);
    }
    if (submission->local.empty() && submission->remote.empty()) {
        return CommonStatus::kNoRecipient;
    }
    if (const auto room = make_room(context, asked, *submission); !room && !turn.relayed()) {
        context.services.log.info(
            "send_refused", {{"account", context.who.address}, {"reason", room.error().detail}});
        return status_of(room.error().code);
    }
    if (!submission->remote.empty() && !turn.relayed()) {
        const auto claim = claim_send(context, kMemory, asked.memory);
        if (!claim) {
            return CommonStatus::kServerErrorRetryLater;
        }
        if (*claim == Claim::kSentMeanwhile) {
            return std::nullopt;
        }
        if (const auto relayed = relay(context, *submission); !relayed) {
            release_send(context, asked.memory);
            context.services.log.warning("relay_refused", {{"account", context.who.address},
                                                           {"reason", relayed.error().detail}});
            return CommonStatus::kSubmissionFailed;
        }
        turn.set_relayed(asked.digest);
    }
    if (const auto kept = keep(context, asked, *submission); !kept) {
        context.services.log.error(
            "send_not_kept", {{"account", context.who.address}, {"reason", kept.error().detail}});
        return status_of(kept.error().code);
    }
    turn.kept();
    return std::nullopt;
}

}  // namespace

Answer run_send_mail(Context& context, const Element* root) {
    const auto refuse = [&](CommonStatus status) {
        return fail(*find_command("SendMail"), context.version, status);
    };
    if (root == nullptr && context.version >= Version::k14_0) {
        return refuse(CommonStatus::kInvalidContent);
    }
    const auto parsed = parse(context, root);
    if (const auto* status = std::get_if<CommonStatus>(&parsed)) {
        return refuse(*status);
    }
    const auto& asked = std::get<Asked>(parsed);
    const std::string name = std::to_string(context.account->id()) + " " +
                             std::to_string(context.device.number) + " " + asked.memory;
    auto turn = context.sends->begin(name, kWaitForTheFirst);
    if (!turn) {
        return refuse(CommonStatus::kServerErrorRetryLater);
    }
    const auto before = sent_before(context, asked, *turn);
    if (!before) {
        return refuse(status_of(before.error().code));
    }
    if (!before->digest.empty() && before->digest != asked.digest) {
        return refuse(CommonStatus::kPreviouslySent);
    }
    if (before->kept) {
        return sent();
    }
    const auto failed = send(context, asked, name, *turn);
    return failed ? refuse(*failed) : sent();
}

}  // namespace syncgate::activesync

#include "protocols/activesync/commands/send_once.h"

#include "protocols/activesync/commands/hand_over.h"

namespace syncgate::activesync {
namespace {

constexpr std::string_view kMemory = "send";

Reply sent() {
    return Reply::of(200);
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

enum class Kept { kNow, kBefore, kAnother };

// The sender's own write: what goes to others, Sent copy, mark and memory, in one commit.
Result<Kept> keep(Context& context, const SendRequest& request, const Submission& submission,
                  const std::optional<Mark>& mark) {
    const SentTexts texts(submission, request.save);
    const UnixSeconds now = context.services.clock.now();
    return context.account->write([&](store::Change& change) -> Result<Kept> {
        const auto before = sent_before(change, context.device.number, request);
        if (!before.empty()) {  // a repetition that came meanwhile
            return before == request.digest ? Kept::kBefore : Kept::kAnother;
        }
        if (auto handed = texts.hand_over(change, now); !handed) {
            return handed.error();
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
    const auto mime = std::visit([](const auto& text) { return PagedText(text); }, composed.mime);
    const auto ready = make_ready(context, mime, name);
    if (const auto* status = std::get_if<CommonStatus>(&ready)) {
        return *status;
    }
    const auto kept = keep(context, request, std::get<Submission>(ready), composed.mark);
    if (!kept) {
        return refused_to_send(context, kept.error());
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

#include "protocols/activesync/endpoint.h"

#include <algorithm>

#include "base/limits.h"
#include "base/text.h"
#include "formats/digest/sha256.h"
#include "protocols/activesync/admission.h"
#include "protocols/activesync/encoded.h"
#include "protocols/activesync/http_answers.h"
#include "protocols/activesync/judging.h"
#include "protocols/activesync/known_device.h"
#include "protocols/activesync/park_envelope.h"
#include "protocols/activesync/run_command.h"
#include "protocols/activesync/status.h"
#include "protocols/activesync/sync/line_locks.h"
#include "protocols/activesync/sync/ping_memory.h"
#include "protocols/activesync/sync/sync_memory.h"
#include "protocols/activesync/sync/told_hierarchy.h"
#include "protocols/activesync/trace.h"

namespace syncgate::activesync {
namespace {

constexpr std::size_t kSlack = 1U << 20U;  // what WBXML adds to a message

template <std::size_t N>
bool is_among(const std::string_view (&names)[N], std::string_view command) {
    return std::any_of(std::begin(names), std::end(names),
                       [&](std::string_view name) { return iequals(name, command); });
}

// Who asks, as the store and its rules know it.
struct Asker {
    Identity who;
    std::shared_ptr<store::Account> account;
    Device device;
    Judged judged;
};

}  // namespace

struct Endpoint::State {
    explicit State(Services given) : services(std::move(given)) {}

    Outcome run(Request& request, const RequestLine& line, const Command& command);
    Outcome finish(Context& context, const Command& command, Answer answer);
    Context context_of(Asker asker, RequestLine line, Waiting& waiting);

    Services services;
    LineLocks locks;
    PingMemory pings;
    ToldHierarchy told;
    SyncMemory syncs;
};

Endpoint::Endpoint(Services services) : state_(std::make_unique<State>(std::move(services))) {}
Endpoint::~Endpoint() = default;

Handler::Terms Endpoint::admit(const Request& head) const {
    Terms terms;
    const auto line = parse_request_line(head);
    if (!line) {
        return terms;
    }
    terms.client = client_of_device(line->device_id);  // OPTIONS may come without
    constexpr std::string_view kWithMessages[] = {"SendMail", "SmartReply", "SmartForward", "Sync"};
    const bool large = is_among(kWithMessages, line->command);
    terms.max_body = large ? limits::kMessageBytes + kSlack : kSlack;
    const auto* command = find_command(line->command);
    const bool slow = command != nullptr && takes_message(*command);
    constexpr std::string_view kReadingMuch[] = {"ItemOperations", "GetAttachment", "Search",
                                                 "Find"};
    const bool bulk = is_among(kReadingMuch, line->command);
    terms.work_class = slow ? WorkClass::kSlow : bulk ? WorkClass::kBulk : WorkClass::kInteractive;
    return terms;
}

std::optional<Outcome> Endpoint::immediate(Request& request) {
    if (auto reply = answer_at_the_door(request)) {
        return *std::move(reply);
    }
    const auto line = parse_request_line(request);
    if (!line || !iequals(line->command, "Ping")) {
        return std::nullopt;
    }
    auto park =
        state_->pings.renew(request.who.account, line->device_id, digest::sha256(request.body),
                            request.body.empty(), *request.waiting);
    if (!park) {
        return std::nullopt;
    }
    park->state =
        encode(ParkEnvelope{"Ping", line->device_id, line->version, false, std::move(park->state)});
    return *std::move(park);
}

Outcome Endpoint::handle(Request& request) {
    if (auto reply = answer_at_the_door(request)) {
        return *std::move(reply);
    }
    const auto line = parse_request_line(request);
    if (!line) {
        return finished(refused_line(request, line.error().code));
    }
    const Command* command = find_command(line->command);
    if (command == nullptr || line->version < command->since || line->version > command->until) {
        return finished(Reply::of(501));
    }
    if (line->fault != DeviceFault::kNone) {
        const bool id = line->fault == DeviceFault::kId;
        return finished(
            fail(*command, line->version,
                 id ? CommonStatus::kInvalidDeviceId : CommonStatus::kInvalidDeviceType));
    }
    Outcome outcome = state_->run(request, *line, *command);
    note_request(outcome, *command, line->device_id);
    return outcome;
}

Context Endpoint::State::context_of(Asker asker, RequestLine line, Waiting& waiting) {
    const Version version = line.version;
    return {.services = services,
            .account = std::move(asker.account),
            .device = std::move(asker.device),
            .version = version,
            .line = std::move(line),
            .waiting = waiting,
            .body = {},
            .who = std::move(asker.who),
            .locks = locks,
            .pings = pings,
            .told = &told,
            .syncs = &syncs,
            .policy = std::move(asker.judged.policy),
            .quarantined = asker.judged.judgement.access == Access::kQuarantine};
}

Outcome Endpoint::State::run(Request& request, const RequestLine& line, const Command& command) {
    if (command.run == nullptr) {
        return finished(fail(command, line.version, CommonStatus::kCommandNotSupported));
    }
    auto account = services.store.account(request.who.account);
    if (!account) {
        return finished(fail(command, line.version, status_of(account.error().code)));
    }
    auto device = known_device(services, **account, request, line, command);
    if (!device) {
        services.log.error("device_unreadable",
                           {{"account", request.who.address}, {"reason", device.error().detail}});
        return finished(fail(command, line.version, status_of(device.error().code)));
    }
    auto judged = judge_device(services, **account, *device);
    if (!judged) {
        services.log.error("device_unreadable",
                           {{"account", request.who.address}, {"reason", judged.error().detail}});
        return finished(fail(command, line.version, status_of(judged.error().code)));
    }
    const Access access = judged->judgement.access;
    Context context =
        context_of({request.who, *std::move(account), *std::move(device), *std::move(judged)}, line,
                   *request.waiting);
    context.body = request.body;
    trace(context, "request", request.body);
    if (const auto status =
            refused({context.device, context.policy, access, line.version, line.policy_key, false},
                    command, services.clock.now())) {
        return finish(context, command, fail(command, line.version, *status));
    }
    if (command.name != "Ping") {
        pings.forget(request.who.account, line.device_id);
    }
    return finish(context, command, run_command(request, context, command));
}

Outcome Endpoint::State::finish(Context& context, const Command& command, Answer answer) {
    if (auto* park = std::get_if<Park>(&answer)) {
        park->state =
            encode(ParkEnvelope{std::string(command.name), context.device.id, context.version,
                                context.quarantined, std::move(park->state)});
        return *std::move(park);
    }
    auto* root = std::get_if<wbxml::Element>(&answer);
    Reply reply = root != nullptr ? encoded(*root) : std::get<Reply>(std::move(answer));
    if (const auto* bytes = std::get_if<std::string>(&reply.body)) {
        trace(context, "answer", *bytes);
    }
    return finished(std::move(reply));
}

Outcome Endpoint::resume(Parked& parked, Wake why) {
    const auto envelope = decode_park_envelope(parked.state);
    const Command* command = envelope ? find_command(envelope->command) : nullptr;
    if (command == nullptr || command->resume == nullptr) {
        return finished(Reply::of(500));
    }
    const auto refuse = [&](CommonStatus status) {
        Outcome outcome = finished(fail(*command, envelope->version, status));
        note_request(outcome, *command, envelope->device_id);
        return outcome;
    };
    auto account = state_->services.store.account(parked.who.account);
    if (!account) {
        return refuse(status_of(account.error().code));
    }
    auto device =
        (*account)->read([&](const store::Snapshot& snapshot) -> Result<std::optional<Device>> {
            return snapshot.device(envelope->device_id);
        });
    if (!device || !*device) {
        state_->pings.forget(parked.who.account, envelope->device_id);  // it has to be looked at
        return refuse(CommonStatus::kServerErrorRetryLater);
    }
    auto judged = judge_device(state_->services, **account, **device);
    if (!judged) {
        return refuse(CommonStatus::kServerErrorRetryLater);
    }
    const Access access = judged->judgement.access;
    if (const auto status =
            refused({**device, judged->policy, access, envelope->version, std::nullopt, true},
                    *command, state_->services.clock.now())) {
        state_->pings.forget(parked.who.account, envelope->device_id);
        return refuse(*status);
    }
    RequestLine line;
    line.command = command->name;
    line.device_id = envelope->device_id;
    line.version = envelope->version;
    Context context = state_->context_of(
        {parked.who, *std::move(account), **std::move(device), *std::move(judged)}, std::move(line),
        *parked.waiting);
    context.left = parked.left;
    Outcome outcome =
        state_->finish(context, *command, resume_command(context, *command, *envelope, why));
    note_request(outcome, *command, envelope->device_id);
    return outcome;
}

}  // namespace syncgate::activesync

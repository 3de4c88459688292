#include "protocols/activesync/endpoint.h"

#include <algorithm>

#include "base/limits.h"
#include "base/text.h"
#include "formats/digest/sha256.h"
#include "formats/wbxml/tags.h"
#include "protocols/activesync/admission.h"
#include "protocols/activesync/commands/command.h"
#include "protocols/activesync/commands/quarantine.h"
#include "protocols/activesync/judging.h"
#include "protocols/activesync/park_envelope.h"
#include "protocols/activesync/request_line.h"
#include "protocols/activesync/schema.h"
#include "protocols/activesync/status.h"
#include "protocols/activesync/sync/line_locks.h"
#include "protocols/activesync/sync/ping_memory.h"
#include "protocols/activesync/sync/sync_memory.h"
#include "protocols/activesync/sync/told_hierarchy.h"
#include "protocols/activesync/trace.h"

namespace syncgate::activesync {
namespace {

constexpr std::size_t kSlack = 1U << 20U;  // what WBXML adds to a message
constexpr UnixSeconds kSeenEvery = 3600;

const std::string& command_names() {
    static const std::string joined = [] {
        std::string out;
        for (const auto& command : commands()) {
            if (command.run != nullptr) {
                out += (out.empty() ? "" : ",") + std::string(command.name);
            }
        }
        return out;
    }();
    return joined;
}

void add_versions(Reply& reply) {
    reply.headers.add("MS-ASProtocolVersions", std::string(offered_versions()));
    reply.headers.add("MS-ASProtocolCommands", command_names());
}

Reply finished(Reply reply) {
    reply.headers.add("MS-Server-ActiveSync", "15.1");
    reply.headers.add("Cache-Control", "private");
    return reply;
}

Reply options() {
    Reply reply = Reply::of(200);
    add_versions(reply);
    return finished(std::move(reply));
}

bool is_endpoint(std::string_view path) {
    constexpr std::string_view kPath = "/Microsoft-Server-ActiveSync";
    return iequals(path, kPath) ||
           (path.ends_with('/') && iequals(path.substr(0, path.size() - 1), kPath));
}

// Another server has the mailbox. Source: MS-ASHTTP 2.2.2.1.1.2.5 X-MS-Location.
Reply moved_to(const std::string& url) {
    Reply reply = Reply::of(451);
    reply.headers.add("X-MS-Location", url);
    return finished(std::move(reply));
}

// What is answered without command and store; nullopt for a POST to the endpoint.
std::optional<Reply> answer_at_the_door(const Request& request) {
    if (!is_endpoint(request.path)) {
        return Reply::of(404);
    }
    const bool asks_for_options = request.method == "OPTIONS";
    if (!asks_for_options && request.method != "POST") {
        return finished(Reply::of(501));
    }
    if (!request.who.elsewhere.empty()) {
        return moved_to(request.who.elsewhere);
    }
    return asks_for_options ? std::optional(options()) : std::nullopt;
}

// For a request line that can't be taken. Devices of 1.0 know no other refusal of their version.
Reply refused_line(const Request& request, ErrorCode code) {
    if (code != ErrorCode::kUnsupported) {
        return Reply::of(400);
    }
    const auto* version = request.headers.find("MS-ASProtocolVersion");
    Reply reply = Reply::of(version != nullptr && trim(*version) == "1.0" ? 505 : 400);
    add_versions(reply);
    return reply;
}

// Asks the client to read OPTIONS anew. Source: MS-ASHTTP 2.2.1.1.2.4 X-MS-RP: with the first
// FolderSync, where it costs nothing.
void ask_for_options(Reply& reply) {
    add_versions(reply);
    reply.headers.add("X-MS-RP", std::string(offered_versions()));
}

bool is_first_folder_sync(const wbxml::Element& root) {
    return root.tag() == wbxml::folder_hierarchy::kFolderSync &&
           root.text(wbxml::folder_hierarchy::kSyncKey) == "0";
}

// Whether a request starts the list of folders, or a folder, from key 0.
bool starts_anew(const wbxml::Element& root) {
    namespace air_sync = wbxml::air_sync;
    const auto* collections =
        root.tag() == air_sync::kSync ? root.child(air_sync::kCollections) : nullptr;
    return is_first_folder_sync(root) ||
           (collections != nullptr &&
            std::any_of(collections->children().begin(), collections->children().end(),
                        [](const auto& each) { return each.text(air_sync::kSyncKey) == "0"; }));
}

// How many items a Sync answer names, for the log.
std::size_t count_items(const wbxml::Element& root) {
    namespace air_sync = wbxml::air_sync;
    std::size_t count = 0;
    const auto* collections = root.child(air_sync::kCollections);
    if (root.tag() != air_sync::kSync || collections == nullptr) {
        return count;
    }
    for (const auto& collection : collections->children()) {
        for (const auto tag : {air_sync::kCommands, air_sync::kResponses}) {
            const auto* group = collection.child(tag);
            count += group == nullptr ? 0 : group->children().size();
        }
    }
    return count;
}

void note_outcome(const wbxml::Element& root, Reply& reply) {
    if (const auto status = root.text(status_tag(root.tag()))) {
        reply.notes.emplace_back("eas_status", std::string(*status));
    }
    if (const auto items = count_items(root); items > 0) {
        reply.notes.emplace_back("items", std::to_string(items));
    }
}

Reply encoded(const wbxml::Element& root) {
    Reply reply = Reply::of(200, wbxml::write(root), kWbxmlType);
    note_outcome(root, reply);
    return reply;
}

void note_request(Outcome& outcome, const Command& command, const std::string& device) {
    if (auto* reply = std::get_if<Reply>(&outcome)) {
        reply->notes.emplace_back("command", std::string(command.name));
        reply->notes.emplace_back("device", device);
    }
}

Answer run_command(Context& context, const Command& command, const wbxml::Element* root) {
    return context.quarantined && !runs_in_quarantine(command)
               ? run_quarantined(context, command, root)
               : command.run(context, root);
}

Answer resume_command(Context& context, const Command& command, const ParkEnvelope& envelope,
                      Wake why) {
    if (context.quarantined != envelope.quarantined) {
        return folders_changed(command);
    }
    return context.quarantined ? resume_quarantined(context, command, why)
                               : command.resume(context, envelope.state, why);
}

bool has_type(const Request& request, std::string_view type) {
    const auto* given = request.headers.find("Content-Type");
    return given != nullptr && istarts_with(trim(*given), type);
}

// SendMail and its like: up to 12.1 their body is the message itself.
bool takes_message(const Command& command) {
    return command.root && wbxml::namespace_of(*command.root) == "ComposeMail";
}

bool is_message(const Request& request) {
    return has_type(request, "message/rfc822");
}

// "application/vnd.ms-sync.wbxml", or its short form; some clients say nothing.
bool is_wbxml(const Request& request) {
    return request.headers.find("Content-Type") == nullptr ||
           has_type(request, "application/vnd.ms-sync");
}

// The commands whose answers a client keeps; a device's version is that of these. Others, of which
// some come before the client has chosen its version, don't change it.
bool sends_items(const Command& command) {
    return command.name == "Sync" || command.name == "FolderSync";
}

}  // namespace

struct Endpoint::State {
    explicit State(Services given) : services(std::move(given)) {}

    Outcome run(Request& request, const RequestLine& line, const Command& command);
    Answer answer(const Request& request, Context& context, const Command& command);
    Outcome finish(Context& context, const Command& command, Answer answer);
    Result<Device> device_of(store::Account& account, const Request& request,
                             const RequestLine& line, const Command& command);

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
    if (std::any_of(std::begin(kWithMessages), std::end(kWithMessages),
                    [&](std::string_view name) { return iequals(name, line->command); })) {
        terms.max_body = limits::kMessageBytes + kSlack;
    } else {
        terms.max_body = kSlack;
    }
    const auto* command = find_command(line->command);
    const bool slow = command != nullptr && takes_message(*command);
    constexpr std::string_view kReadingMuch[] = {"ItemOperations", "GetAttachment", "Search",
                                                 "Find"};
    const bool bulk =
        std::any_of(std::begin(kReadingMuch), std::end(kReadingMuch),
                    [&](std::string_view name) { return iequals(name, line->command); });
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

Result<Device> Endpoint::State::device_of(store::Account& account, const Request& request,
                                          const RequestLine& line, const Command& command) {
    auto known =
        account.read([&](const store::Snapshot& snapshot) -> Result<std::optional<Device>> {
            return snapshot.device(line.device_id);
        });
    if (!known) {
        return known.error();
    }
    const auto* agent = request.headers.find("User-Agent");
    const std::string user_agent = to_plain_line(cut_utf8(agent == nullptr ? "" : *agent, 256));
    const std::string version(to_string(line.version));
    const bool version_counts = !*known || sends_items(command);
    const UnixSeconds now = services.clock.now();
    const bool up_to_date = *known && (*known)->user_agent == user_agent &&
                            (!version_counts || (*known)->version == version) &&
                            (*known)->type == line.device_type &&
                            (*known)->last_seen + kSeenEvery > now;
    if (up_to_date) {
        return **std::move(known);
    }
    return account.note([&](store::Note& note) -> Result<Device> {
        Device device = note.ensure_device(line.device_id, line.device_type);
        // What it has was written in another version. Its keys are unknown from now on, so that it
        // starts anew; what it sent stays remembered.
        if (version_counts && device.version != version) {
            note.forget_what_was_sent(device.number);
            device.version = version;
        }
        device.type = line.device_type;
        device.user_agent = user_agent;
        device.last_seen = now;
        note.update_device(device);
        return device;
    });
}

Outcome Endpoint::State::run(Request& request, const RequestLine& line, const Command& command) {
    if (command.run == nullptr) {
        return finished(fail(command, line.version, CommonStatus::kCommandNotSupported));
    }
    auto account = services.store.account(request.who.account);
    if (!account) {
        return finished(fail(command, line.version, status_of(account.error().code)));
    }
    auto device = device_of(**account, request, line, command);
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
    Context context{services,
                    *account,
                    *device,
                    line.version,
                    line,
                    *request.waiting,
                    request.body,
                    request.who,
                    locks,
                    pings,
                    {},
                    &told,
                    &syncs,
                    std::move(judged->policy),
                    access == Access::kQuarantine};
    trace(context, "request", request.body);
    if (const auto status =
            refused({context.device, context.policy, access, line.version, line.policy_key, false},
                    command, services.clock.now())) {
        return finish(context, command, fail(command, line.version, *status));
    }
    if (command.name != "Ping") {
        pings.forget(request.who.account, line.device_id);
    }
    return finish(context, command, answer(request, context, command));
}

// Checks what every command's body must be, decodes it and runs the command.
Answer Endpoint::State::answer(const Request& request, Context& context, const Command& command) {
    const auto refuse = [&](CommonStatus status) { return fail(command, context.version, status); };
    if (takes_message(command) && context.version < Version::k14_0) {
        return is_message(request) ? run_command(context, command, nullptr)
                                   : refuse(CommonStatus::kInvalidContent);
    }
    if (request.body.empty()) {
        return command.empty_body ? run_command(context, command, nullptr)
                                  : refuse(CommonStatus::kInvalidContent);
    }
    if (!is_wbxml(request)) {
        return refuse(CommonStatus::kInvalidContent);
    }
    const auto root = wbxml::parse(request.body);
    if (!root) {
        return refuse(CommonStatus::kInvalidWbxml);
    }
    if (command.root != root->tag()) {
        return refuse(CommonStatus::kInvalidXml);
    }
    if (!fits_schema(*root, context.version)) {
        auto refusal = schema_refusal(root->tag(), context.version);
        return refusal ? Answer(*std::move(refusal)) : refuse(CommonStatus::kInvalidXml);
    }
    Answer answer = run_command(context, command, &*root);
    if (auto* element = std::get_if<wbxml::Element>(&answer); element != nullptr) {
        Reply reply = encoded(*element);
        if (is_first_folder_sync(*root)) {
            ask_for_options(reply);
        }
        if (starts_anew(*root)) {
            reply.notes.emplace_back("reset", "1");
        }
        return reply;
    }
    return answer;
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
    Context context{state_->services,
                    *account,
                    **device,
                    envelope->version,
                    line,
                    *parked.waiting,
                    {},
                    parked.who,
                    state_->locks,
                    state_->pings,
                    parked.left,
                    &state_->told,
                    &state_->syncs,
                    std::move(judged->policy),
                    access == Access::kQuarantine};
    Outcome outcome =
        state_->finish(context, *command, resume_command(context, *command, *envelope, why));
    note_request(outcome, *command, envelope->device_id);
    return outcome;
}

}  // namespace syncgate::activesync

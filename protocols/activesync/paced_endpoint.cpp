#include "protocols/activesync/paced_endpoint.h"

#include <algorithm>
#include <functional>

#include "protocols/activesync/request_line.h"

namespace syncgate::activesync {
namespace {

const std::string* noted(const Reply& reply, std::string_view name) {
    const auto note = std::find_if(reply.notes.begin(), reply.notes.end(),
                                   [&](const auto& each) { return each.first == name; });
    return note == reply.notes.end() ? nullptr : &note->second;
}

// What the endpoint notes of an answer says all that is to be known of it, so that a request is
// taken apart once. What waits is a Ping or a hanging Sync: asked again in the same words.
Paced paced(const Request& request, const Outcome& outcome) {
    const std::hash<std::string_view> hash;
    Paced paced;
    paced.digest = hash(request.query);
    request.body.in_pieces(
        [&](std::string_view piece) { paced.digest = paced.digest * 31 + hash(piece); });
    const auto* reply = std::get_if<Reply>(&outcome);
    if (reply == nullptr) {
        paced.may_repeat = true;
        return paced;
    }
    const auto* command = noted(*reply, "command");
    paced.may_repeat = command != nullptr && *command == "Ping";
    paced.is_reset = noted(*reply, "reset") != nullptr;
    paced.moved_on = noted(*reply, "items") != nullptr;
    return paced;
}

}  // namespace

std::optional<Outcome> PacedEndpoint::immediate(Request& request) {
    if (auto refused = refusal(request)) {
        return *std::move(refused);
    }
    auto outcome = endpoint_.immediate(request);
    if (outcome) {
        count(request, *outcome);
    }
    return outcome;
}

Outcome PacedEndpoint::handle(Request& request) {
    if (auto refused = refusal(request)) {
        return *std::move(refused);
    }
    Outcome outcome = endpoint_.handle(request);
    count(request, outcome);
    return outcome;
}

std::optional<Reply> PacedEndpoint::refusal(const Request& request) {
    const auto pause =
        request.client.empty() ? std::nullopt : pace_.paused(request.who.account, request.client);
    if (!pause) {
        return std::nullopt;
    }
    Reply reply = Reply::of(503);
    reply.headers.add("Retry-After", std::to_string(pause->seconds));
    reply.headers.add("X-MS-ASThrottle", std::string(pause->reason));
    if (const auto line = parse_request_line(request)) {
        reply.notes.emplace_back("command", line->command);
        reply.notes.emplace_back("device", line->device_id);
    }
    reply.notes.emplace_back("throttled", std::string(pause->reason));
    return reply;
}

void PacedEndpoint::count(const Request& request, const Outcome& outcome) {
    if (request.client.empty()) {
        return;
    }
    const auto pause = pace_.count(request.who.account, request.client, paced(request, outcome));
    if (!pause || !pause->is_news) {
        return;
    }
    const auto line = parse_request_line(request);
    log_.warning("device_throttled", {{"account", request.who.address},
                                      {"device", line ? line->device_id : request.client},
                                      {"reason", pause->reason},
                                      {"seconds", pause->seconds}});
}

std::string PacedEndpoint::remark(AccountId account, const std::string& device) {
    const auto pause = pace_.paused(account, client_of_device(device));
    return pause ? std::string(pause->reason) + " for " + std::to_string(pause->seconds) + " s"
                 : std::string();
}

}  // namespace syncgate::activesync

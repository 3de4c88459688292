#include "protocols/activesync/paced_endpoint.h"

#include <algorithm>
#include <functional>

#include "base/text.h"
#include "formats/wbxml/element.h"
#include "formats/wbxml/tags.h"

namespace syncgate::activesync {
namespace {

namespace air_sync = wbxml::air_sync;
namespace hierarchy = wbxml::folder_hierarchy;

constexpr std::size_t kResetBytes = 16U << 10U;  // nobody starts folders and sends mail in one

bool has_device(const Result<RequestLine>& line) {
    return line && !line->device_id.empty();
}

// Whether a request starts a folder, or the list of folders, from key 0.
bool is_reset(std::string_view command, std::string_view body) {
    const bool folders = iequals(command, "FolderSync");
    if ((!folders && !iequals(command, "Sync")) || body.size() > kResetBytes) {
        return false;
    }
    const auto root = wbxml::parse(body);
    if (!root) {
        return false;
    }
    if (folders) {
        return root->text(hierarchy::kSyncKey) == "0";
    }
    const auto* collections = root->child(air_sync::kCollections);
    return collections != nullptr &&
           std::any_of(collections->children().begin(), collections->children().end(),
                       [](const auto& each) { return each.text(air_sync::kSyncKey) == "0"; });
}

bool has_items(const Outcome& outcome) {
    const auto* reply = std::get_if<Reply>(&outcome);
    return reply != nullptr && std::any_of(reply->notes.begin(), reply->notes.end(),
                                           [](const auto& note) { return note.first == "items"; });
}

}  // namespace

std::optional<Outcome> PacedEndpoint::immediate(Request& request) {
    const auto line = parse_request_line(request);
    if (auto refused = refusal(request, line)) {
        return *std::move(refused);
    }
    auto outcome = endpoint_.immediate(request);
    if (outcome) {
        count(request, line, *outcome);
    }
    return outcome;
}

Outcome PacedEndpoint::handle(Request& request) {
    const auto line = parse_request_line(request);
    if (auto refused = refusal(request, line)) {
        return *std::move(refused);
    }
    Outcome outcome = endpoint_.handle(request);
    count(request, line, outcome);
    return outcome;
}

std::optional<Reply> PacedEndpoint::refusal(const Request& request,
                                            const Result<RequestLine>& line) {
    const auto pause =
        has_device(line) ? pace_.paused(request.who.account, line->device_id) : std::nullopt;
    if (!pause) {
        return std::nullopt;
    }
    Reply reply = Reply::of(503);
    reply.headers.add("Retry-After", std::to_string(pause->seconds));
    reply.headers.add("X-MS-ASThrottle", std::string(pause->reason));
    reply.notes.emplace_back("command", line->command);
    reply.notes.emplace_back("device", line->device_id);
    reply.notes.emplace_back("throttled", std::string(pause->reason));
    return reply;
}

void PacedEndpoint::count(const Request& request, const Result<RequestLine>& line,
                          const Outcome& outcome) {
    if (!has_device(line)) {
        return;
    }
    const std::hash<std::string_view> hash;
    const Paced paced{hash(request.query) * 31 + hash(request.body),
                      is_reset(line->command, request.body), iequals(line->command, "Ping"),
                      has_items(outcome)};
    const auto pause = pace_.count(request.who.account, line->device_id, paced);
    if (pause && pause->is_news) {
        log_.warning("device_throttled", {{"account", request.who.address},
                                          {"device", line->device_id},
                                          {"reason", pause->reason},
                                          {"seconds", pause->seconds}});
    }
}

std::string PacedEndpoint::remark(AccountId account, const std::string& device) {
    const auto pause = pace_.paused(account, device);
    return pause ? std::string(pause->reason) + " for " + std::to_string(pause->seconds) + " s"
                 : std::string();
}

}  // namespace syncgate::activesync

#include "protocols/activesync/http_answers.h"

#include <string>
#include <string_view>
#include <utility>

#include "base/text.h"
#include "protocols/activesync/commands/command.h"
#include "protocols/activesync/version.h"

namespace syncgate::activesync {
namespace {

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

}  // namespace

Reply finished(Reply reply) {
    reply.headers.add("MS-Server-ActiveSync", "15.1");
    reply.headers.add("Cache-Control", "private");
    return reply;
}

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

// Devices of 1.0 know no other refusal of their version.
Reply refused_line(const Request& request, ErrorCode code) {
    if (code != ErrorCode::kUnsupported) {
        return Reply::of(400);
    }
    const auto* version = request.headers.find("MS-ASProtocolVersion");
    Reply reply = Reply::of(version != nullptr && trim(*version) == "1.0" ? 505 : 400);
    add_versions(reply);
    return reply;
}

// Source: MS-ASHTTP 2.2.1.1.2.4 X-MS-RP.
void ask_for_options(Reply& reply) {
    add_versions(reply);
    reply.headers.add("X-MS-RP", std::string(offered_versions()));
}

}  // namespace syncgate::activesync

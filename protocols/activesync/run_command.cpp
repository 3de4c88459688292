#include "protocols/activesync/run_command.h"

#include <string_view>
#include <utility>
#include <variant>

#include "base/text.h"
#include "protocols/activesync/commands/quarantine.h"
#include "protocols/activesync/encoded.h"
#include "protocols/activesync/http_answers.h"
#include "protocols/activesync/schema.h"
#include "protocols/activesync/status.h"

namespace syncgate::activesync {
namespace {

// `root` is null for a body that is none.
Answer run_let_in(Context& context, const Command& command, const wbxml::Element* root) {
    return context.quarantined && !runs_in_quarantine(command)
               ? run_quarantined(context, command, root)
               : command.run(context, root);
}

bool has_type(const Request& request, std::string_view type) {
    const auto* given = request.headers.find("Content-Type");
    return given != nullptr && istarts_with(trim(*given), type);
}

bool is_message(const Request& request) {
    return has_type(request, "message/rfc822");
}

// "application/vnd.ms-sync.wbxml", or its short form; some clients say nothing.
bool is_wbxml(const Request& request) {
    return request.headers.find("Content-Type") == nullptr ||
           has_type(request, "application/vnd.ms-sync");
}

}  // namespace

bool takes_message(const Command& command) {
    return command.root && wbxml::namespace_of(*command.root) == "ComposeMail";
}

Answer run_command(const Request& request, Context& context, const Command& command) {
    const auto refuse = [&](CommonStatus status) { return fail(command, context.version, status); };
    if (takes_message(command) && context.version < Version::k14_0) {
        return is_message(request) ? run_let_in(context, command, nullptr)
                                   : refuse(CommonStatus::kInvalidContent);
    }
    if (request.body.empty()) {
        return command.empty_body ? run_let_in(context, command, nullptr)
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
    Answer answer = run_let_in(context, command, &*root);
    if (auto* element = std::get_if<wbxml::Element>(&answer); element != nullptr) {
        Reply reply = encoded(*element);
        if (is_first_folder_sync(*root)) {
            ask_for_options(reply);
        }
        note_reset(reply, *root);
        return reply;
    }
    return answer;
}

Answer resume_command(Context& context, const Command& command, const ParkEnvelope& envelope,
                      Wake why) {
    if (context.quarantined != envelope.quarantined) {
        return folders_changed(command);
    }
    return context.quarantined ? resume_quarantined(context, command, why)
                               : command.resume(context, envelope.state, why);
}

}  // namespace syncgate::activesync

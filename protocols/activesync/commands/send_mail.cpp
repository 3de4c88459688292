#include "protocols/activesync/commands/send_mail.h"

#include "formats/digest/sha256.h"
#include "formats/wbxml/tags.h"
#include "protocols/activesync/commands/compose_request.h"
#include "protocols/activesync/commands/send_once.h"

namespace syncgate::activesync {

Answer run_send_mail(Context& context, const wbxml::Element* root) {
    const Command& command = *find_command("SendMail");
    const auto asked = parse_compose(context, root);
    if (const auto* status = std::get_if<CommonStatus>(&asked)) {
        return fail(command, context.version, *status);
    }
    const auto& compose = std::get<ComposeRequest>(asked);
    const std::string digest = digest::sha256(compose.mime);
    return send_once(context, command, named(compose, digest), [&] {
        return Composed{compose.mime, std::nullopt};
    });
}

}  // namespace syncgate::activesync

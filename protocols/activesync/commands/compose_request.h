// What the commands that send a message have in common in their requests: since 14.0 elements of
// ComposeMail, before that the message itself as the body and the rest in the query.
// Source: MS-ASCMD 2.2.1.17, 2.2.1.19, 2.2.1.20; MS-ASHTTP 2.2.1.1.1.2.
#pragma once

#include <optional>
#include <string_view>
#include <variant>

#include "base/paged_text.h"
#include "protocols/activesync/commands/send_once.h"

namespace syncgate::activesync {

// Borrows from the request.
struct ComposeRequest {
    std::optional<std::string_view> client_id;  // nullopt: up to 12.1
    PagedText mime;
    bool save = false;
};

// `root` is null for a body that is the message itself. Without a message, since 14.0: kInvalidXml,
// unless `without_mime` (a SmartForward that names whom to forward to).
std::variant<ComposeRequest, CommonStatus> parse_compose(const Context& context,
                                                         const wbxml::Element* root,
                                                         bool without_mime = false);

// By its ClientId where it has one.
SendRequest named(const ComposeRequest& request, std::string_view digest);

}  // namespace syncgate::activesync

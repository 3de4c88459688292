#include "protocols/activesync/commands/get_attachment.h"

#include <algorithm>

#include "base/text.h"
#include "protocols/activesync/commands/pieces.h"
#include "protocols/activesync/items/attachments.h"
#include "protocols/activesync/status.h"

namespace syncgate::activesync {
namespace {

// The sender of the mail wrote it: as a header field it must be nothing but a type.
std::string content_type(const std::string& media_type) {
    const bool good = std::all_of(media_type.begin(), media_type.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               std::string_view("!#$&-^_.+/").find(c) != std::string_view::npos;
    });
    return good && media_type.find('/') != std::string::npos ? media_type
                                                             : "application/octet-stream";
}

}  // namespace

Answer run_get_attachment(Context& context, const wbxml::Element*) {
    const auto reference = parse_file_reference(context.line.attachment_name);
    auto found = context.account->read([&](const store::Snapshot& snapshot) -> Result<Reply> {
        const auto attachment = reference ? find_attachment(snapshot, *reference)
                                          : Error{ErrorCode::kNotFound, "no reference of ours"};
        if (!attachment) {
            return attachment.error();
        }
        const auto& place = attachment->place;
        std::vector<Piece> whole;
        whole.push_back(piece_of(snapshot, context.account, place, 0, place.size));
        return reply_of(std::move(whole), content_type(attachment->media_type));
    });
    const auto refuse = [&](CommonStatus status) {
        return fail(*find_command("GetAttachment"), context.version, status);
    };
    if (!found && found.error().code == ErrorCode::kNotFound) {
        return refuse(CommonStatus::kServerError);
    }
    if (!found) {
        context.services.log.error("attachment_unreadable", {{"account", context.who.address},
                                                             {"reason", found.error().detail}});
        return refuse(status_of(found.error().code));
    }
    return *std::move(found);
}

}  // namespace syncgate::activesync

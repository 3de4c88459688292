#include "protocols/activesync/commands/draft_sends.h"

#include <algorithm>
#include <optional>

#include "formats/mime/address.h"
#include "formats/mime/headers.h"
#include "protocols/activesync/items/email_edit.h"
#include "protocols/activesync/sync/server_id.h"

namespace syncgate::activesync {
namespace {

struct Written {
    ObjectId base = 0;
    std::string message;
};

// The draft as the command makes it, or an item status.
std::variant<Written, int> written(const store::Snapshot& snapshot, const Collection& folder,
                                   const SyncCommand& command, const EditOptions& options) {
    std::optional<Item> item;
    if (command.kind != CommandKind::kAdd) {
        const auto id = parse_item_id(command.server_id);
        item = id && id->collection == folder.id ? snapshot.item(id->collection, id->uid)
                                                 : std::nullopt;
        if (!item) {
            return kItemGone;
        }
    }
    auto message = draft_after(snapshot, folder, item ? &*item : nullptr, *command.data, options);
    if (!message) {
        return message.error().code == ErrorCode::kTooLarge
                   ? static_cast<int>(CommonStatus::kSendQuotaExceeded)
                   : kItemInvalid;
    }
    return Written{item ? item->object : 0, *std::move(message)};
}

// Whether each recipient is an address, as far as the header is no group, whose name is none.
bool names_addresses(std::string_view message) {
    for (const auto* field : {"To", "Cc", "Bcc"}) {
        const std::string text = mime::header(message, field).value_or("");
        const bool groups = text.find(':') != std::string::npos;
        std::vector<mime::Address> list;
        mime::append_addresses(text, "", list);
        if (std::any_of(list.begin(), list.end(), [&](const mime::Address& each) {
                return each.address.empty() ? !groups : !is_mail_address(each.address);
            })) {
            return false;
        }
    }
    return true;
}

PreparedSend prepared(Context& context, Written written) {
    if (!names_addresses(written.message)) {
        return {kItemInvalidRecipients, nullptr};
    }
    const std::string name = std::to_string(context.account->id()) + " draft " +
                             std::to_string(context.device.number) + " " +
                             std::to_string(written.base);
    auto ready = make_ready(context, written.message, name);
    if (const auto* status = std::get_if<CommonStatus>(&ready)) {
        return {*status == CommonStatus::kNoRecipient ? kItemInvalidRecipients
                                                      : static_cast<int>(*status),
                nullptr};
    }
    return {
        0, std::make_unique<const ReadySend>(written.base, std::get<Submission>(std::move(ready)))};
}

}  // namespace

Result<DraftSends> prepare_sends(Context& context, const Collection& folder,
                                 const std::vector<SyncCommand>& commands,
                                 const EditOptions& options) {
    DraftSends sends;
    for (const auto& command : commands) {
        if (!command.sends) {
            continue;
        }
        auto made = context.account->read(
            [&](const store::Snapshot& snapshot) -> Result<std::variant<Written, int>> {
                return written(snapshot, folder, command, options);
            });
        if (!made) {
            return made.error();
        }
        const auto* status = std::get_if<int>(&*made);
        sends[&command] = status != nullptr
                              ? PreparedSend{*status, nullptr}
                              : prepared(context, std::get<Written>(*std::move(made)));
    }
    return sends;
}

}  // namespace syncgate::activesync

#include "protocols/activesync/commands/command.h"

#include <algorithm>

#include "base/text.h"
#include "formats/wbxml/tags.h"
#include "protocols/activesync/commands/find.h"
#include "protocols/activesync/commands/folder_create.h"
#include "protocols/activesync/commands/folder_delete.h"
#include "protocols/activesync/commands/folder_sync.h"
#include "protocols/activesync/commands/folder_update.h"
#include "protocols/activesync/commands/get_attachment.h"
#include "protocols/activesync/commands/get_hierarchy.h"
#include "protocols/activesync/commands/get_item_estimate.h"
#include "protocols/activesync/commands/item_operations.h"
#include "protocols/activesync/commands/meeting_response.h"
#include "protocols/activesync/commands/move_items.h"
#include "protocols/activesync/commands/ping.h"
#include "protocols/activesync/commands/provision.h"
#include "protocols/activesync/commands/resolve_recipients.h"
#include "protocols/activesync/commands/search.h"
#include "protocols/activesync/commands/send_mail.h"
#include "protocols/activesync/commands/settings.h"
#include "protocols/activesync/commands/smart_send.h"
#include "protocols/activesync/commands/sync.h"
#include "protocols/activesync/commands/validate_cert.h"

namespace syncgate::activesync {
namespace {

constexpr auto kFirst = Version::k2_5;
constexpr auto kLast = Version::k16_1;
constexpr std::uint8_t kNoCode = 0xff;

// A command of the protocol that this server does not carry out yet has no function: it gets
// Status 137, or 501. OPTIONS lists those that have one.
constexpr Command kCommands[] = {
    // name, code, root, since, until, needs policy, empty body, run, resume
    {"Sync", 0, wbxml::air_sync::kSync, kFirst, kLast, true, true, run_sync, resume_sync},
    {"SendMail", 1, wbxml::compose_mail::kSendMail, kFirst, kLast, true, false, run_send_mail,
     nullptr},
    {"SmartForward", 2, wbxml::compose_mail::kSmartForward, kFirst, kLast, true, false,
     run_smart_forward, nullptr},
    {"SmartReply", 3, wbxml::compose_mail::kSmartReply, kFirst, kLast, true, false, run_smart_reply,
     nullptr},
    {"GetAttachment", 4, std::nullopt, kFirst, Version::k12_1, true, true, run_get_attachment,
     nullptr},
    {"GetHierarchy", 5, std::nullopt, kFirst, Version::k12_1, true, true, run_get_hierarchy,
     nullptr},
    {"CreateCollection", 6, std::nullopt, kFirst, Version::k12_1, true, true, nullptr, nullptr},
    {"DeleteCollection", 7, std::nullopt, kFirst, Version::k12_1, true, true, nullptr, nullptr},
    {"MoveCollection", 8, std::nullopt, kFirst, Version::k12_1, true, true, nullptr, nullptr},
    {"FolderSync", 9, wbxml::folder_hierarchy::kFolderSync, kFirst, kLast, true, false,
     run_folder_sync, nullptr},
    {"FolderCreate", 10, wbxml::folder_hierarchy::kFolderCreate, kFirst, kLast, true, false,
     run_folder_create, nullptr},
    {"FolderDelete", 11, wbxml::folder_hierarchy::kFolderDelete, kFirst, kLast, true, false,
     run_folder_delete, nullptr},
    {"FolderUpdate", 12, wbxml::folder_hierarchy::kFolderUpdate, kFirst, kLast, true, false,
     run_folder_update, nullptr},
    {"MoveItems", 13, wbxml::move::kMoveItems, kFirst, kLast, true, false, run_move_items, nullptr},
    {"GetItemEstimate", 14, wbxml::get_item_estimate::kGetItemEstimate, kFirst, kLast, true, false,
     run_get_item_estimate, nullptr},
    {"MeetingResponse", 15, wbxml::meeting_response::kMeetingResponse, kFirst, kLast, true, false,
     run_meeting_response, nullptr},
    {"Search", 16, wbxml::search::kSearch, kFirst, kLast, true, false, run_search, nullptr},
    {"Settings", 17, wbxml::settings::kSettings, Version::k12_0, kLast, false, false, run_settings,
     nullptr},
    {"Ping", 18, wbxml::ping::kPing, kFirst, kLast, false, true, run_ping, resume_ping},
    {"ItemOperations", 19, wbxml::item_operations::kItemOperations, Version::k12_0, kLast, true,
     false, run_item_operations, nullptr},
    {"Provision", 20, wbxml::provision::kProvision, kFirst, kLast, false, false, run_provision,
     nullptr},
    {"ResolveRecipients", 21, wbxml::resolve_recipients::kResolveRecipients, kFirst, kLast, true,
     false, run_resolve_recipients, nullptr},
    {"ValidateCert", 22, wbxml::validate_cert::kValidateCert, kFirst, kLast, true, false,
     run_validate_cert, nullptr},
    {"Find", 23, wbxml::find::kFind, Version::k16_1, kLast, true, false, run_find, nullptr},
    {"Notify", kNoCode, std::nullopt, kFirst, Version::k12_0, true, true, nullptr, nullptr},
};

}  // namespace

std::span<const Command> commands() {
    return kCommands;
}

const Command* find_command(std::string_view name) {
    const auto it = std::find_if(std::begin(kCommands), std::end(kCommands),
                                 [&](const Command& each) { return iequals(each.name, name); });
    return it == std::end(kCommands) ? nullptr : it;
}

const Command* find_command(std::uint8_t code) {
    const auto it =
        std::find_if(std::begin(kCommands), std::end(kCommands),
                     [&](const Command& each) { return each.code == code && code != kNoCode; });
    return it == std::end(kCommands) ? nullptr : it;
}

}  // namespace syncgate::activesync

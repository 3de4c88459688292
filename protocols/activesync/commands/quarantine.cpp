#include "protocols/activesync/commands/quarantine.h"

#include <algorithm>

#include "base/limits.h"
#include "base/text.h"
#include "formats/wbxml/tags.h"
#include "protocols/activesync/commands/sync_request.h"
#include "protocols/activesync/status.h"

namespace syncgate::activesync {
namespace {

using wbxml::Element;
namespace air_sync = wbxml::air_sync;
namespace base = wbxml::air_sync_base;
namespace email = wbxml::email;
namespace estimate = wbxml::get_item_estimate;
namespace hierarchy = wbxml::folder_hierarchy;
namespace ping = wbxml::ping;

// No number, which every key and id of a mailbox is.
constexpr std::string_view kFolder = "quarantine", kMessage = "quarantine:1";
constexpr std::string_view kHierarchyKey = "quarantine-folders";
constexpr std::string_view kPrimed = "quarantine-1", kSent = "quarantine-2";

constexpr int kInboxType = 2;
// Source: MS-ASCMD 2.2.3.177, of each command.
enum FolderSyncStatus : int { kFoldersOk = 1, kBadHierarchyKey = 9 };
enum SyncStatus : int { kSyncOk = 1, kBadSyncKey = 3, kSayAll = 13, kFoldersChanged = 12 };
enum PingStatus : int { kExpired = 1, kMissing = 3, kHeartbeat = 5, kPingFoldersChanged = 7 };
enum EstimateStatus : int { kEstimateOk = 1, kNoCollection = 2 };

std::string text_of(const Context& context) {
    return "This device is in quarantine: an administrator has to let it in before it may sync.\r\n"
           "Nothing of your mailbox is shown here until then, and nothing is lost.\r\n\r\n"
           "Account: " +
           context.account->address() + "\r\nDevice: " + context.device.id +
           "\r\nType: " + context.device.type + "\r\nProgram: " + context.device.user_agent +
           "\r\nSeen first: " + iso8601_millis(context.device.first_seen * 1000) + "\r\n";
}

Element message(const Context& context) {
    const std::string text = text_of(context);
    Element add(air_sync::kAdd);
    add.add(air_sync::kServerId, std::string(kMessage));
    Element& data = add.add(air_sync::kApplicationData);
    data.add(email::kTo, context.account->address());
    data.add(email::kFrom, context.account->address());
    data.add(email::kSubject, std::string("This device is in quarantine"));
    data.add(email::kDateReceived, iso8601_millis(context.device.first_seen * 1000));
    data.add(email::kDisplayTo, context.account->address());
    data.add(email::kImportance, 2);  // high
    data.add(email::kRead, 0);
    if (context.version < Version::k12_0) {
        data.add(email::kBodyTruncated, 0);
        data.add(email::kBody, text);
    } else {
        Element& body = data.add(base::kBody);
        body.add(base::kType, 1);
        body.add(base::kEstimatedDataSize, static_cast<std::int64_t>(text.size()));
        body.add(base::kData, text);
        data.add(base::kNativeBodyType, 1);
    }
    data.add(email::kMessageClass, std::string("IPM.Note"));
    return add;
}

Element folder_sync(const Element& root) {
    const auto key = root.text(hierarchy::kSyncKey).value_or("");
    Element answer(hierarchy::kFolderSync);
    if (key != "0" && key != kHierarchyKey) {
        answer.add(hierarchy::kStatus, static_cast<int>(kBadHierarchyKey));
        return answer;
    }
    answer.add(hierarchy::kStatus, static_cast<int>(kFoldersOk));
    answer.add(hierarchy::kSyncKey, std::string(kHierarchyKey));
    Element& changes = answer.add(hierarchy::kChanges);
    changes.add(hierarchy::kCount, key == "0" ? 1 : 0);
    if (key == "0") {
        Element& inbox = changes.add(hierarchy::kAdd);
        inbox.add(hierarchy::kServerId, std::string(kFolder));
        inbox.add(hierarchy::kParentId, 0);
        inbox.add(hierarchy::kDisplayName, std::string("Inbox"));
        inbox.add(hierarchy::kType, kInboxType);
    }
    return answer;
}

Element sync_status(int status) {
    Element root(air_sync::kSync);
    root.add(air_sync::kStatus, status);
    return root;
}

// nullopt: nothing new.
std::optional<Element> sync_inbox(const Context& context, const SyncCollection& asked) {
    Element collection(air_sync::kCollection);
    if (context.version < Version::k12_1) {
        collection.add(air_sync::kClass, std::string("Email"));
    }
    const bool sends = asked.key == kPrimed && asked.get_changes;
    const bool known = asked.key == "0" || asked.key == kPrimed || asked.key == kSent;
    if (asked.key == kSent && asked.commands.empty() && may_wait(context.version)) {
        return std::nullopt;
    }
    collection.add(air_sync::kSyncKey, asked.key == "0" ? std::string(kPrimed)
                                       : sends          ? std::string(kSent)
                                                        : asked.key);
    collection.add(air_sync::kCollectionId, std::string(kFolder));
    collection.add(air_sync::kStatus, static_cast<int>(known ? kSyncOk : kBadSyncKey));
    if (sends) {
        collection.add(air_sync::kCommands).add(message(context));
    }
    return collection;
}

Answer park(Context& context, const Command& command, std::chrono::milliseconds wait) {
    context.waiting.watch(
        {context.account->id(), {kHierarchy}, lower_ascii(command.name) + " " + context.device.id});
    return Park{wait, ""};
}

Answer sync(Context& context, const Command& command, const Element* root) {
    if (root == nullptr) {
        return sync_status(kSayAll);
    }
    const auto parsed = parse_sync(*root, context.version);
    if (const auto* refused = std::get_if<SyncRefusal>(&parsed)) {
        return sync_status(refused->status);
    }
    const auto& request = std::get<SyncRequest>(parsed);
    if (request.partial) {
        return sync_status(kSayAll);
    }
    Element collections(air_sync::kCollections);
    for (const auto& asked : request.collections) {
        const bool by_class = asked.id.empty() && asked.class_name == "Email";
        if (asked.id != kFolder && !by_class) {
            return sync_status(kFoldersChanged);
        }
        if (auto collection = sync_inbox(context, asked)) {
            collections.add(*std::move(collection));
        }
    }
    if (!collections.empty()) {
        Element answer(air_sync::kSync);
        answer.add(std::move(collections));
        return answer;
    }
    return request.wait ? park(context, command, *request.wait) : Answer(Reply::of(200));
}

Element ping_status(int status) {
    Element root(ping::kPing);
    root.add(ping::kStatus, status);
    return root;
}

Answer wait_for_ping(Context& context, const Command& command, const Element* root) {
    const Element* folders = root == nullptr ? nullptr : root->child(ping::kFolders);
    const auto heartbeat =
        parse_uint(root == nullptr ? "" : root->text(ping::kHeartbeatInterval).value_or(""));
    if (folders == nullptr || !heartbeat) {
        return ping_status(kMissing);
    }
    const bool own = std::all_of(
        folders->children().begin(), folders->children().end(),
        [](const Element& folder) { return folder.text(ping::kId) == std::string_view(kFolder); });
    if (!own) {
        return ping_status(kPingFoldersChanged);
    }
    if (*heartbeat < static_cast<std::uint64_t>(limits::kHeartbeatMin) ||
        *heartbeat > static_cast<std::uint64_t>(limits::kHeartbeatMax)) {
        Element refused = ping_status(kHeartbeat);
        refused.add(ping::kHeartbeatInterval,
                    *heartbeat < static_cast<std::uint64_t>(limits::kHeartbeatMin)
                        ? limits::kHeartbeatMin
                        : limits::kHeartbeatMax);
        return refused;
    }
    return park(context, command, std::chrono::seconds(*heartbeat));
}

Element estimates(const Element& root) {
    Element answer(estimate::kGetItemEstimate);
    const Element* collections = root.child(estimate::kCollections);
    for (const auto& asked :
         collections == nullptr ? std::vector<Element>() : collections->children()) {
        const bool own = asked.text(estimate::kCollectionId) == std::string_view(kFolder);
        Element& response = answer.add(estimate::kResponse);
        response.add(estimate::kStatus, static_cast<int>(own ? kEstimateOk : kNoCollection));
        if (own) {
            Element& collection = response.add(estimate::kCollection);
            collection.add(estimate::kCollectionId, std::string(kFolder));
            collection.add(estimate::kEstimate,
                           asked.text(air_sync::kSyncKey) == std::string_view(kSent) ? 0 : 1);
        }
    }
    return answer;
}

}  // namespace

bool runs_in_quarantine(const Command& command) {
    return command.name == "Provision" || command.name == "Settings";
}

Answer run_quarantined(Context& context, const Command& command, const Element* root) {
    if (command.name == "Sync") {
        return sync(context, command, root);
    }
    if (command.name == "Ping") {
        return wait_for_ping(context, command, root);
    }
    if (command.name == "FolderSync" && root != nullptr) {
        return folder_sync(*root);
    }
    if (command.name == "GetItemEstimate" && root != nullptr) {
        return estimates(*root);
    }
    return fail(command, context.version, CommonStatus::kDeviceBlocked);
}

Answer resume_quarantined(Context& context, const Command& command, Wake why) {
    if (why == Wake::kChange) {
        return Park{context.left, ""};
    }
    return command.name == "Ping" ? Answer(ping_status(kExpired)) : Answer(Reply::of(200));
}

Element folders_changed(const Command& command) {
    return command.name == "Ping" ? ping_status(kPingFoldersChanged) : sync_status(kFoldersChanged);
}

}  // namespace syncgate::activesync

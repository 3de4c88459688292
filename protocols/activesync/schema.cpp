#include "protocols/activesync/schema.h"

#include <algorithm>
#include <map>

#include "formats/wbxml/tags.h"
#include "protocols/activesync/status.h"

namespace syncgate::activesync {
namespace {

using wbxml::Tag;
namespace air_sync = wbxml::air_sync;
namespace base = wbxml::air_sync_base;
namespace hierarchy = wbxml::folder_hierarchy;
namespace estimate = wbxml::get_item_estimate;
namespace operations = wbxml::item_operations;
namespace compose = wbxml::compose_mail;
namespace provision = wbxml::provision;

struct Row {
    Tag parent, child;
    bool many = false;
};

constexpr Row kRows[] = {
    {air_sync::kSync, air_sync::kCollections},
    {air_sync::kSync, air_sync::kWait},
    {air_sync::kSync, air_sync::kHeartbeatInterval},
    {air_sync::kSync, air_sync::kWindowSize},
    {air_sync::kSync, air_sync::kPartial},
    {air_sync::kCollections, air_sync::kCollection, true},
    {air_sync::kCollection, air_sync::kClass},
    {air_sync::kCollection, air_sync::kSyncKey},
    {air_sync::kCollection, air_sync::kNotifyGUID},
    {air_sync::kCollection, air_sync::kCollectionId},
    {air_sync::kCollection, air_sync::kSupported},
    {air_sync::kCollection, air_sync::kDeletesAsMoves},
    {air_sync::kCollection, air_sync::kGetChanges},
    {air_sync::kCollection, air_sync::kWindowSize},
    {air_sync::kCollection, air_sync::kConversationMode},
    {air_sync::kCollection, air_sync::kOptions, true},
    {air_sync::kCollection, air_sync::kCommands},
    {air_sync::kOptions, air_sync::kFilterType, true},
    {air_sync::kOptions, air_sync::kClass, true},
    {air_sync::kOptions, air_sync::kTruncation},
    {air_sync::kOptions, air_sync::kRTFTruncation},
    {air_sync::kOptions, air_sync::kMIMESupport, true},
    {air_sync::kOptions, air_sync::kMIMETruncation, true},
    {air_sync::kOptions, air_sync::kConflict, true},
    {air_sync::kOptions, air_sync::kMaxItems, true},
    {air_sync::kOptions, base::kBodyPreference, true},
    {air_sync::kOptions, base::kBodyPartPreference},
    {air_sync::kOptions, wbxml::rights_management::kRightsManagementSupport},
    {air_sync::kCommands, air_sync::kAdd, true},
    {air_sync::kCommands, air_sync::kChange, true},
    {air_sync::kCommands, air_sync::kDelete, true},
    {air_sync::kCommands, air_sync::kFetch, true},
    {hierarchy::kFolderSync, hierarchy::kSyncKey},
    {estimate::kGetItemEstimate, estimate::kCollections},
    {estimate::kCollections, estimate::kCollection, true},
    {estimate::kCollection, estimate::kCollectionId},
    {estimate::kCollection, estimate::kClass},
    {estimate::kCollection, air_sync::kSyncKey},
    {estimate::kCollection, air_sync::kClass},
    {estimate::kCollection, air_sync::kFilterType},
    {estimate::kCollection, air_sync::kConversationMode},
    {estimate::kCollection, air_sync::kOptions, true},
    {wbxml::ping::kPing, wbxml::ping::kHeartbeatInterval},
    {wbxml::ping::kPing, wbxml::ping::kFolders},
    {wbxml::ping::kFolders, wbxml::ping::kFolder, true},
    {wbxml::ping::kFolder, wbxml::ping::kId},
    {wbxml::ping::kFolder, wbxml::ping::kClass},
    {base::kBodyPreference, base::kType},
    {base::kBodyPreference, base::kTruncationSize},
    {base::kBodyPreference, base::kAllOrNone},
    {base::kBodyPreference, base::kPreview},
    {base::kBodyPartPreference, base::kType},
    {base::kBodyPartPreference, base::kTruncationSize},
    {base::kBodyPartPreference, base::kAllOrNone},
    {base::kBodyPartPreference, base::kPreview},
    {operations::kItemOperations, operations::kFetch, true},
    {operations::kItemOperations, operations::kEmptyFolderContents, true},
    {operations::kItemOperations, operations::kMove, true},
    {operations::kFetch, operations::kStore},
    {operations::kFetch, operations::kOptions},
    {operations::kFetch, air_sync::kCollectionId},
    {operations::kFetch, air_sync::kServerId},
    {operations::kFetch, air_sync::kClass},
    {operations::kFetch, base::kFileReference},
    {operations::kFetch, wbxml::search::kLongId},
    {operations::kFetch, wbxml::document_library::kLinkId},
    {operations::kFetch, wbxml::rights_management::kRemoveRightsManagementProtection},
    {operations::kEmptyFolderContents, air_sync::kCollectionId},
    {operations::kEmptyFolderContents, operations::kOptions},
    {operations::kMove, operations::kConversationId},
    {operations::kMove, operations::kDstFldId},
    {operations::kMove, operations::kOptions},
    {operations::kOptions, operations::kSchema, true},
    {operations::kOptions, operations::kRange},
    {operations::kOptions, operations::kUserName},
    {operations::kOptions, operations::kPassword},
    {operations::kOptions, operations::kDeleteSubFolders},
    {operations::kOptions, operations::kMoveAlways},
    {operations::kOptions, air_sync::kMIMESupport},
    {operations::kOptions, air_sync::kMIMETruncation},
    {operations::kOptions, air_sync::kTruncation},
    {operations::kOptions, base::kBodyPreference, true},
    {operations::kOptions, base::kBodyPartPreference},
    {operations::kOptions, wbxml::rights_management::kRightsManagementSupport},
    {wbxml::move::kMoveItems, wbxml::move::kMove, true},
    {wbxml::move::kMove, wbxml::move::kSrcMsgId},
    {wbxml::move::kMove, wbxml::move::kSrcFldId},
    {wbxml::move::kMove, wbxml::move::kDstFldId, true},  // several have a Status of their own
    {provision::kProvision, wbxml::settings::kDeviceInformation},
    {provision::kProvision, provision::kPolicies},
    {provision::kProvision, provision::kRemoteWipe},
    {provision::kProvision, provision::kAccountOnlyRemoteWipe},
    {provision::kRemoteWipe, provision::kStatus},
    {provision::kAccountOnlyRemoteWipe, provision::kStatus},
    {provision::kPolicies, provision::kPolicy},
    {provision::kPolicy, provision::kPolicyType},
    {provision::kPolicy, provision::kPolicyKey},
    {provision::kPolicy, provision::kStatus},
    {provision::kPolicy, provision::kData},
    {wbxml::settings::kSettings, wbxml::settings::kOof},
    {wbxml::settings::kSettings, wbxml::settings::kDevicePassword},
    {wbxml::settings::kSettings, wbxml::settings::kDeviceInformation},
    {wbxml::settings::kSettings, wbxml::settings::kUserInformation},
    {wbxml::settings::kSettings, wbxml::settings::kRightsManagementInformation},
    {compose::kSendMail, compose::kClientId},
    {compose::kSendMail, compose::kAccountId},
    {compose::kSendMail, compose::kSaveInSentItems},
    {compose::kSendMail, compose::kMime},
    {compose::kSendMail, wbxml::rights_management::kTemplateID},
};

struct StatusRow {
    Tag root;
    int status;
};
constexpr StatusRow kStatuses[] = {
    {air_sync::kSync, 4},       {hierarchy::kFolderSync, 10},
    {wbxml::ping::kPing, 4},    {operations::kItemOperations, 2},
    {provision::kProvision, 2}, {wbxml::settings::kSettings, 2},
};

bool is_parent(Tag tag) {
    return std::any_of(std::begin(kRows), std::end(kRows),
                       [&](const Row& row) { return row.parent == tag; });
}

const Row* find(Tag parent, Tag child) {
    const auto* row = std::find_if(std::begin(kRows), std::end(kRows), [&](const Row& each) {
        return each.parent == parent && each.child == child;
    });
    return row == std::end(kRows) ? nullptr : row;
}

}  // namespace

bool fits_schema(const wbxml::Element& element) {
    if (!is_parent(element.tag())) {
        return true;
    }
    std::map<Tag, int> seen;
    for (const auto& child : element.children()) {
        const Row* row = find(element.tag(), child.tag());
        if (row == nullptr || (!row->many && seen[child.tag()]++ > 0) || !fits_schema(child)) {
            return false;
        }
    }
    return element.children().empty() ? element.content().empty() : true;
}

int schema_status(Tag root, Version version) {
    // What FolderSync can hold that breaks its schema is foreign to it; the common Status of that
    // came with 14.0.
    if (root == hierarchy::kFolderSync && version >= Version::k14_0) {
        return static_cast<int>(CommonStatus::kInvalidWbxml);
    }
    const auto* row = std::find_if(std::begin(kStatuses), std::end(kStatuses),
                                   [&](const StatusRow& each) { return each.root == root; });
    return row == std::end(kStatuses) ? 0 : row->status;
}

}  // namespace syncgate::activesync

#include "protocols/activesync/schema.h"

#include <algorithm>
#include <map>

#include "formats/wbxml/tags.h"

namespace syncgate::activesync {
namespace {

using wbxml::Tag;
namespace air_sync = wbxml::air_sync;
namespace hierarchy = wbxml::folder_hierarchy;
namespace estimate = wbxml::get_item_estimate;
namespace operations = wbxml::item_operations;
namespace compose = wbxml::compose_mail;

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
    {air_sync::kOptions, air_sync::kFilterType},
    {air_sync::kOptions, air_sync::kClass},
    {air_sync::kOptions, air_sync::kTruncation},
    {air_sync::kOptions, air_sync::kRTFTruncation},
    {air_sync::kOptions, air_sync::kMIMESupport},
    {air_sync::kOptions, air_sync::kMIMETruncation},
    {air_sync::kOptions, air_sync::kConflict},
    {air_sync::kOptions, air_sync::kMaxItems},
    {air_sync::kOptions, wbxml::air_sync_base::kBodyPreference, true},
    {air_sync::kOptions, wbxml::air_sync_base::kBodyPartPreference},
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
    {operations::kItemOperations, operations::kFetch, true},
    {operations::kItemOperations, operations::kEmptyFolderContents, true},
    {operations::kItemOperations, operations::kMove, true},
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
    {air_sync::kSync, 4},
    {hierarchy::kFolderSync, 10},
    {wbxml::ping::kPing, 4},
    {operations::kItemOperations, 2},
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

int schema_status(Tag root) {
    const auto* row = std::find_if(std::begin(kStatuses), std::end(kStatuses),
                                   [&](const StatusRow& each) { return each.root == root; });
    return row == std::end(kStatuses) ? 0 : row->status;
}

}  // namespace syncgate::activesync

#include "protocols/activesync/schema_rows.h"

#include <algorithm>
#include <array>

#include "formats/wbxml/tags.h"

namespace syncgate::activesync {
namespace {

namespace air_sync = wbxml::air_sync;
namespace base = wbxml::air_sync_base;
namespace compose = wbxml::compose_mail;
namespace documents = wbxml::document_library;
namespace estimate = wbxml::get_item_estimate;
namespace find = wbxml::find;
namespace hierarchy = wbxml::folder_hierarchy;
namespace meeting = wbxml::meeting_response;
namespace move = wbxml::move;
namespace operations = wbxml::item_operations;
namespace ping = wbxml::ping;
namespace provision = wbxml::provision;
namespace resolve = wbxml::resolve_recipients;
namespace rights = wbxml::rights_management;
namespace search = wbxml::search;
namespace settings = wbxml::settings;
namespace validate = wbxml::validate_cert;

constexpr auto kMust = Occurs::kMust;
constexpr auto kMay = Occurs::kMay;
constexpr auto kMany = Occurs::kMany;
constexpr auto kSome = Occurs::kSome;
constexpr auto kText = Holds::kText;
constexpr auto kNumber = Holds::kNumber;
constexpr auto kFlag = Holds::kFlag;
constexpr auto kAnything = Holds::kAnything;

constexpr SchemaRow kRows[] = {
    // -- Sync
    {air_sync::kSync, air_sync::kCollections},
    {air_sync::kSync, air_sync::kWait, kMay, kNumber},
    {air_sync::kSync, air_sync::kHeartbeatInterval, kMay, kNumber},
    {air_sync::kSync, air_sync::kWindowSize, kMay, kNumber},
    {air_sync::kSync, air_sync::kPartial, kMay, kAnything},
    {air_sync::kCollections, air_sync::kCollection, kMany},
    {air_sync::kCollection, air_sync::kClass, kMay, kText},
    {air_sync::kCollection, air_sync::kSyncKey, kMust, kText, 0, 64},
    {air_sync::kCollection, air_sync::kNotifyGUID, kMay, kAnything},
    {air_sync::kCollection, air_sync::kCollectionId, kMust, kText, 0, 64, Version::k12_1},
    {air_sync::kCollection, air_sync::kSupported},
    {air_sync::kCollection, air_sync::kDeletesAsMoves, kMay, kFlag},
    {air_sync::kCollection, air_sync::kGetChanges, kMay, kFlag},
    {air_sync::kCollection, air_sync::kWindowSize, kMay, kNumber},
    {air_sync::kCollection, air_sync::kConversationMode, kMay, kFlag},
    {air_sync::kCollection, air_sync::kOptions, kMany},
    {air_sync::kCollection, air_sync::kCommands},
    {air_sync::kOptions, air_sync::kFilterType, kMany, kNumber},
    {air_sync::kOptions, air_sync::kClass, kMany, kText},
    {air_sync::kOptions, air_sync::kTruncation, kMay, kNumber, 0, 9},
    {air_sync::kOptions, air_sync::kRTFTruncation, kMay, kNumber},
    {air_sync::kOptions, air_sync::kMIMESupport, kMany, kNumber, 0, 2},
    {air_sync::kOptions, air_sync::kMIMETruncation, kMany, kNumber, 0, 8},
    {air_sync::kOptions, air_sync::kConflict, kMany, kNumber, 0, 1},
    {air_sync::kOptions, air_sync::kMaxItems, kMany, kNumber, 1},
    {air_sync::kOptions, base::kBodyPreference, kMany},
    {air_sync::kOptions, base::kBodyPartPreference},
    {air_sync::kOptions, rights::kRightsManagementSupport, kMay, kFlag},
    {air_sync::kCommands, air_sync::kAdd, kMany},
    {air_sync::kCommands, air_sync::kChange, kMany},
    {air_sync::kCommands, air_sync::kDelete, kMany},
    {air_sync::kCommands, air_sync::kFetch, kMany},
    {air_sync::kAdd, air_sync::kClass, kMay, kText},
    {air_sync::kAdd, air_sync::kClientId, kMust, kText, 1, 64},
    {air_sync::kAdd, wbxml::email2::kSend, kMay, kAnything},
    {air_sync::kAdd, air_sync::kApplicationData, kMust},
    {air_sync::kChange, air_sync::kClass, kMay, kText},
    {air_sync::kChange, air_sync::kServerId, kMust, kText, 1, 64},
    {air_sync::kChange, base::kInstanceId, kMay, kText},
    {air_sync::kChange, wbxml::email2::kSend, kMay, kAnything},
    {air_sync::kChange, air_sync::kApplicationData, kMust},
    {air_sync::kDelete, air_sync::kClass, kMay, kText},
    {air_sync::kDelete, air_sync::kServerId, kMust, kText, 1, 64},
    {air_sync::kDelete, base::kInstanceId, kMay, kText},
    {air_sync::kFetch, air_sync::kClass, kMay, kText},
    {air_sync::kFetch, air_sync::kServerId, kMust, kText, 1, 64},
    {base::kBodyPreference, base::kType, kMust, kNumber, 1, 4},
    {base::kBodyPreference, base::kTruncationSize, kMay, kNumber, 0, UINT32_MAX},
    {base::kBodyPreference, base::kAllOrNone, kMay, kFlag},
    {base::kBodyPreference, base::kPreview, kMay, kNumber, 0, 255},
    {base::kBodyPartPreference, base::kType, kMust, kNumber},
    {base::kBodyPartPreference, base::kTruncationSize, kMay, kNumber, 0, UINT32_MAX},
    {base::kBodyPartPreference, base::kAllOrNone, kMay, kFlag},
    {base::kBodyPartPreference, base::kPreview, kMay, kNumber, 0, 255},
    // -- FolderSync, FolderCreate, FolderUpdate, FolderDelete
    {hierarchy::kFolderSync, hierarchy::kSyncKey, kMay, kAnything},
    {hierarchy::kFolderCreate, hierarchy::kSyncKey, kMust, kText, 0, 64},
    {hierarchy::kFolderCreate, hierarchy::kParentId, kMust, kText, 0, 64},
    {hierarchy::kFolderCreate, hierarchy::kDisplayName, kMust, kText},
    {hierarchy::kFolderCreate, hierarchy::kType, kMust, kNumber, 0, 255},
    {hierarchy::kFolderUpdate, hierarchy::kSyncKey, kMust, kText, 0, 64},
    {hierarchy::kFolderUpdate, hierarchy::kServerId, kMust, kText, 0, 64},
    {hierarchy::kFolderUpdate, hierarchy::kParentId, kMust, kText, 0, 64},
    {hierarchy::kFolderUpdate, hierarchy::kDisplayName, kMust, kText},
    {hierarchy::kFolderDelete, hierarchy::kSyncKey, kMust, kText, 0, 64},
    {hierarchy::kFolderDelete, hierarchy::kServerId, kMust, kText, 0, 64},
    // -- GetItemEstimate
    {estimate::kGetItemEstimate, estimate::kCollections, kMust},
    {estimate::kCollections, estimate::kCollection, kSome},
    {estimate::kCollection, estimate::kCollectionId, kMay, kText},
    {estimate::kCollection, estimate::kClass, kMay, kText},
    {estimate::kCollection, air_sync::kSyncKey, kMay, kText},
    {estimate::kCollection, air_sync::kClass, kMay, kText},
    {estimate::kCollection, air_sync::kFilterType, kMay, kNumber},
    {estimate::kCollection, air_sync::kConversationMode, kMay, kFlag},
    {estimate::kCollection, air_sync::kOptions, kMany},
    // -- Ping
    {ping::kPing, ping::kHeartbeatInterval, kMay, kNumber},
    {ping::kPing, ping::kFolders},
    {ping::kFolders, ping::kFolder, kMany},
    {ping::kFolder, ping::kId, kMust, kText, 1},
    {ping::kFolder, ping::kClass, kMay, kText},
    // -- ItemOperations
    {operations::kItemOperations, operations::kFetch, kMany},
    {operations::kItemOperations, operations::kEmptyFolderContents, kMany},
    {operations::kItemOperations, operations::kMove, kMany},
    {operations::kFetch, operations::kStore, kMay, kText},
    {operations::kFetch, operations::kOptions},
    {operations::kFetch, air_sync::kCollectionId, kMay, kText},
    {operations::kFetch, air_sync::kServerId, kMay, kText},
    {operations::kFetch, air_sync::kClass, kMay, kText},
    {operations::kFetch, base::kFileReference, kMay, kText},
    {operations::kFetch, search::kLongId, kMay, kText},
    {operations::kFetch, documents::kLinkId, kMay, kText},
    {operations::kFetch, rights::kRemoveRightsManagementProtection, kMay, kAnything},
    {operations::kEmptyFolderContents, air_sync::kCollectionId, kMay, kText},
    {operations::kEmptyFolderContents, operations::kOptions},
    {operations::kMove, operations::kConversationId, kMust, kAnything},
    {operations::kMove, operations::kDstFldId, kMay, kText},
    {operations::kMove, operations::kOptions},
    {operations::kOptions, operations::kSchema, kMany},
    {operations::kOptions, operations::kRange, kMay, kText},
    {operations::kOptions, operations::kUserName, kMay, kText, 0, 100},
    {operations::kOptions, operations::kPassword, kMay, kText, 0, 256},
    {operations::kOptions, operations::kDeleteSubFolders, kMay, kAnything},
    {operations::kOptions, operations::kMoveAlways, kMay, kAnything},
    {operations::kOptions, air_sync::kMIMESupport, kMay, kNumber, 0, 2},
    {operations::kOptions, air_sync::kMIMETruncation, kMay, kNumber, 0, 8},
    {operations::kOptions, air_sync::kTruncation, kMay, kNumber, 0, 9},
    {operations::kOptions, base::kBodyPreference, kMany},
    {operations::kOptions, base::kBodyPartPreference},
    {operations::kOptions, rights::kRightsManagementSupport, kMay, kFlag},
    // -- MoveItems
    {move::kMoveItems, move::kMove, kSome},
    {move::kMove, move::kSrcMsgId, kMust, kText},
    {move::kMove, move::kSrcFldId, kMust, kText},
    {move::kMove, move::kDstFldId, kSome, kText},  // several have a Status of their own
    // -- Provision
    {provision::kProvision, settings::kDeviceInformation},
    {provision::kProvision, provision::kPolicies},
    {provision::kProvision, provision::kRemoteWipe},
    {provision::kProvision, provision::kAccountOnlyRemoteWipe},
    {provision::kPolicies, provision::kPolicy, kMust},
    {provision::kPolicy, provision::kPolicyType, kMust, kText},
    {provision::kPolicy, provision::kPolicyKey, kMay, kText, 0, 64},
    {provision::kPolicy, provision::kStatus, kMay, kText},
    {provision::kPolicy, provision::kData, kMay, kAnything},
    {provision::kRemoteWipe, provision::kStatus, kMust, kNumber, 1, 2},
    {provision::kAccountOnlyRemoteWipe, provision::kStatus, kMust, kNumber, 1, 2},
    // -- Settings
    {settings::kSettings, settings::kOof},
    {settings::kSettings, settings::kDevicePassword},
    {settings::kSettings, settings::kDeviceInformation},
    {settings::kSettings, settings::kUserInformation},
    {settings::kSettings, settings::kRightsManagementInformation},
    {settings::kOof, settings::kGet},
    {settings::kOof, settings::kSet},
    {settings::kDevicePassword, settings::kSet},
    {settings::kDeviceInformation, settings::kSet},
    {settings::kUserInformation, settings::kGet, kMust},
    {settings::kRightsManagementInformation, settings::kGet, kMust},
    {settings::kGet, settings::kBodyType, kMay, kText},
    {settings::kSet, settings::kOofState, kMay, kAnything},
    {settings::kSet, settings::kStartTime, kMay, kAnything},
    {settings::kSet, settings::kEndTime, kMay, kAnything},
    {settings::kSet, settings::kOofMessage, kMany},
    {settings::kSet, settings::kPassword, kMay, kText},
    {settings::kSet, settings::kModel, kMay, kText},
    {settings::kSet, settings::kIMEI, kMay, kText},
    {settings::kSet, settings::kFriendlyName, kMay, kText},
    {settings::kSet, settings::kOS, kMay, kText},
    {settings::kSet, settings::kOSLanguage, kMay, kText},
    {settings::kSet, settings::kPhoneNumber, kMay, kText},
    {settings::kSet, settings::kUserAgent, kMay, kText},
    {settings::kSet, settings::kMobileOperator, kMay, kText},
    {settings::kSet, settings::kEnableOutboundSMS, kMay, kNumber, 0, 1},
    {settings::kOofMessage, settings::kAppliesToInternal, kMay, kAnything},
    {settings::kOofMessage, settings::kAppliesToExternalKnown, kMay, kAnything},
    {settings::kOofMessage, settings::kAppliesToExternalUnknown, kMay, kAnything},
    {settings::kOofMessage, settings::kEnabled, kMay, kText},
    {settings::kOofMessage, settings::kReplyMessage, kMay, kText},
    {settings::kOofMessage, settings::kBodyType, kMay, kText},
    // -- SendMail, SmartForward, SmartReply
    {compose::kSendMail, compose::kClientId, kMust, kText, 1, 40},
    {compose::kSendMail, compose::kAccountId, kMay, kText},
    {compose::kSendMail, compose::kSaveInSentItems, kMay, kAnything},
    {compose::kSendMail, compose::kMime, kMust, kAnything},
    {compose::kSendMail, rights::kTemplateID, kMay, kText},
    {compose::kSmartForward, compose::kClientId, kMust, kText, 1, 40},
    {compose::kSmartForward, compose::kAccountId, kMay, kText},
    {compose::kSmartForward, compose::kSource, kMust},
    {compose::kSmartForward, compose::kSaveInSentItems, kMay, kAnything},
    {compose::kSmartForward, compose::kReplaceMime, kMay, kAnything},
    {compose::kSmartForward, compose::kForwardees},
    {compose::kSmartForward, base::kBody},
    {compose::kSmartForward, compose::kMime, kMay, kAnything},
    {compose::kSmartForward, rights::kTemplateID, kMay, kText},
    {compose::kSmartReply, compose::kClientId, kMust, kText, 1, 40},
    {compose::kSmartReply, compose::kAccountId, kMay, kText},
    {compose::kSmartReply, compose::kSource, kMust},
    {compose::kSmartReply, compose::kSaveInSentItems, kMay, kAnything},
    {compose::kSmartReply, compose::kReplaceMime, kMay, kAnything},
    {compose::kSmartReply, compose::kMime, kMust, kAnything},
    {compose::kSmartReply, rights::kTemplateID, kMay, kText},
    {compose::kSource, compose::kFolderId, kMay, kText},
    {compose::kSource, compose::kItemId, kMay, kText},
    {compose::kSource, compose::kLongId, kMay, kText},
    {compose::kSource, compose::kInstanceId, kMay, kText},
    {compose::kForwardees, compose::kForwardee, kMany},
    {compose::kForwardee, compose::kName, kMay, kText},
    {compose::kForwardee, compose::kEmail, kMay, kText},
    // -- MeetingResponse
    {meeting::kMeetingResponse, meeting::kRequest, kSome},
    {meeting::kRequest, meeting::kUserResponse, kMust, kNumber},
    {meeting::kRequest, meeting::kCollectionId, kMay, kText},
    {meeting::kRequest, meeting::kRequestId, kMay, kText},
    {meeting::kRequest, search::kLongId, kMay, kText},
    {meeting::kRequest, meeting::kInstanceId, kMay, kText},
    {meeting::kRequest, meeting::kSendResponse},
    {meeting::kSendResponse, base::kBody},
    {meeting::kSendResponse, meeting::kProposedStartTime, kMay, kText},
    {meeting::kSendResponse, meeting::kProposedEndTime, kMay, kText},
    // -- Search
    {search::kSearch, search::kStore, kSome},  // the first counts
    {search::kStore, search::kName, kMust, kText, 1, 256},
    {search::kStore, search::kQuery, kMust, kAnything},
    {search::kStore, search::kOptions},
    {search::kQuery, search::kAnd, kMany},
    {search::kQuery, search::kOr, kMany, kAnything},
    {search::kQuery, search::kEqualTo},
    {search::kQuery, search::kFreeText, kMay, kText},
    {search::kQuery, air_sync::kClass, kMany, kText},
    {search::kQuery, air_sync::kCollectionId, kMany, kText},
    {search::kQuery, search::kConversationId, kMay, kAnything},
    {search::kQuery, search::kGreaterThan},
    {search::kQuery, search::kLessThan},
    {search::kAnd, search::kFreeText, kMay, kText},
    {search::kAnd, air_sync::kClass, kMany, kText},
    {search::kAnd, air_sync::kCollectionId, kMany, kText},
    {search::kAnd, search::kConversationId, kMany, kAnything},
    {search::kAnd, search::kGreaterThan},
    {search::kAnd, search::kLessThan},
    {search::kAnd, search::kAnd, kMany, kAnything},
    {search::kAnd, search::kOr, kMany, kAnything},
    {search::kAnd, search::kEqualTo, kMany},
    {search::kEqualTo, documents::kLinkId, kMay, kText},
    {search::kEqualTo, search::kValue, kMust, kText, 0, 1024},
    {search::kGreaterThan, wbxml::email::kDateReceived, kMust, kAnything},
    {search::kGreaterThan, search::kValue, kMust, kText, 0, 1024},
    {search::kLessThan, wbxml::email::kDateReceived, kMust, kAnything},
    {search::kLessThan, search::kValue, kMust, kText, 0, 1024},
    {search::kOptions, search::kRange, kMany, kText},
    {search::kOptions, search::kUserName, kMay, kText},
    {search::kOptions, search::kPassword, kMay, kText},
    {search::kOptions, search::kDeepTraversal, kMany, kAnything},
    {search::kOptions, search::kRebuildResults, kMany, kAnything},
    {search::kOptions, search::kPicture, kMay, kAnything},
    {search::kOptions, search::kSchema, kMany},
    {search::kOptions, air_sync::kMIMESupport, kMany, kNumber, 0, 2},
    {search::kOptions, base::kBodyPreference, kMany},
    {search::kOptions, base::kBodyPartPreference},
    {search::kOptions, rights::kRightsManagementSupport, kMay, kFlag},
    {search::kPicture, search::kMaxSize, kMay, kNumber},
    {search::kPicture, search::kMaxPictures, kMay, kNumber},
    // -- Find
    {find::kFind, find::kSearchId, kMust, kText},
    {find::kFind, find::kExecuteSearch, kMust},
    {find::kExecuteSearch, find::kMailBoxSearchCriterion},
    {find::kExecuteSearch, find::kGALSearchCriterion},
    {find::kMailBoxSearchCriterion, find::kQuery, kMust, kAnything},
    {find::kMailBoxSearchCriterion, find::kOptions},
    {find::kGALSearchCriterion, find::kQuery, kMust, kAnything},
    {find::kGALSearchCriterion, find::kOptions},
    {find::kQuery, air_sync::kClass, kMay, kText},
    {find::kQuery, air_sync::kCollectionId, kMay, kText},
    {find::kQuery, find::kFreeText, kMay, kText},
    {find::kOptions, find::kRange, kMay, kText},
    {find::kOptions, find::kDeepTraversal, kMay, kAnything},
    {find::kOptions, find::kPicture, kMay, kAnything},
    {find::kPicture, find::kMaxSize, kMay, kNumber},
    {find::kPicture, find::kMaxPictures, kMay, kNumber},
    // -- ResolveRecipients
    {resolve::kResolveRecipients, resolve::kTo, kSome, kText, 0, 256},
    {resolve::kResolveRecipients, resolve::kOptions},
    {resolve::kOptions, resolve::kCertificateRetrieval, kMay, kNumber},
    {resolve::kOptions, resolve::kMaxCertificates, kMay, kNumber, 0, 9999},
    {resolve::kOptions, resolve::kMaxAmbiguousRecipients, kMay, kNumber},
    {resolve::kOptions, resolve::kAvailability},
    {resolve::kOptions, resolve::kPicture, kMay, kAnything},
    {resolve::kAvailability, resolve::kStartTime, kMust, kText},
    {resolve::kAvailability, resolve::kEndTime, kMay, kText},
    {resolve::kPicture, resolve::kMaxSize, kMay, kNumber},
    {resolve::kPicture, resolve::kMaxPictures, kMay, kNumber},
    // -- ValidateCert
    {validate::kValidateCert, validate::kCertificateChain},
    {validate::kValidateCert, validate::kCertificates, kMust},
    {validate::kValidateCert, validate::kCheckCRL, kMay, kAnything},
    {validate::kCertificateChain, validate::kCertificate, kSome, kAnything},
    {validate::kCertificates, validate::kCertificate, kMany, kAnything},
};

constexpr std::size_t kPages = 26;
constexpr std::size_t kTokens = 0x40;

struct Group {
    std::uint16_t begin = 0, end = 0;
};
using Groups = std::array<std::array<Group, kTokens>, kPages>;

// Where each parent's rows are. Throws, so that it does not compile, where they do not stand
// together.
constexpr Groups group_rows() {
    Groups groups{};
    for (std::size_t i = 0; i < std::size(kRows); ++i) {
        Group& group = groups[kRows[i].parent.page][kRows[i].parent.token];
        if (group.end != 0 && group.end != i) {
            throw "the rows of a parent stand apart";
        }
        group.begin = group.end == 0 ? static_cast<std::uint16_t>(i) : group.begin;
        group.end = static_cast<std::uint16_t>(i + 1);
    }
    return groups;
}
constexpr Groups kGroups = group_rows();

}  // namespace

std::span<const SchemaRow> schema_rows() {
    return kRows;
}

std::span<const SchemaRow> schema_rows_of(wbxml::Tag parent) {
    if (parent.page >= kPages || parent.token >= kTokens) {
        return {};
    }
    const Group group = kGroups[parent.page][parent.token];
    return schema_rows().subspan(group.begin, group.end - group.begin);
}

}  // namespace syncgate::activesync

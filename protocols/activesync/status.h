// What a failed request gets: a Status in the command's own root since 14.0, an HTTP code before.
// Source: MS-ASCMD 2.2.2 Common Status Codes; MS-ASHTTP 2.2.1.2.
#pragma once

#include "model/exchange.h"
#include "protocols/activesync/commands/command.h"

namespace syncgate::activesync {

// The common codes that this server sends.
enum class CommonStatus : int {
    kInvalidContent = 101,
    kInvalidWbxml = 102,
    kInvalidXml = 103,
    kInvalidDateTime = 104,
    kInvalidIdCombination = 105,
    kInvalidIds = 106,
    kInvalidMime = 107,
    kInvalidDeviceId = 108,
    kInvalidDeviceType = 109,
    kServerError = 110,
    kServerErrorRetryLater = 111,
    kQuotaExceeded = 113,
    kSendQuotaExceeded = 115,
    kRecipientUnresolved = 116,
    kPreviouslySent = 118,
    kNoRecipient = 119,
    kSubmissionFailed = 120,
    kAttachmentTooLarge = 122,
    kUserDisabled = 126,
    kDeviceBlocked = 129,
    kAccessDenied = 130,
    kCommandNotSupported = 137,
    kVersionNotSupported = 138,
    kDeviceNotFullyProvisionable = 139,
    kRemoteWipeRequested = 140,
    kLegacyDeviceOnStrictPolicy = 141,
    kDeviceNotProvisioned = 142,
    kPolicyRefresh = 143,
    kInvalidPolicyKey = 144,
    kExternallyManagedDevicesNotAllowed = 145,
    kNoRecurrence = 146,
    kItemNotFound = 150,
    kDeviceInformationRequired = 165,
    kInvalidAccountId = 166,
    kRightsManagementDisabled = 168,
    kInvalidMimeBodyCombination = 178,
    kInvalidSmartForward = 179,
};

// `status` as the device's version wants it. Commands without a root of their own, and those before
// 14.0, get the HTTP code.
Reply fail(const Command& command, Version version, CommonStatus status);

CommonStatus status_of(ErrorCode code);

// The Status element of a command's root: it stands in the root's own page.
wbxml::Tag status_tag(wbxml::Tag root);

inline constexpr std::string_view kWbxmlType = "application/vnd.ms-sync.wbxml";

}  // namespace syncgate::activesync

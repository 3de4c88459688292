#include "protocols/activesync/status.h"

#include <algorithm>

#include "formats/wbxml/element.h"
#include "formats/wbxml/tags.h"

namespace syncgate::activesync {
namespace {

struct Row {
    CommonStatus status;
    int http;  // before 14.0
};

constexpr Row kRows[] = {
    {CommonStatus::kInvalidContent, 400},
    {CommonStatus::kInvalidWbxml, 400},
    {CommonStatus::kInvalidXml, 400},
    {CommonStatus::kInvalidDateTime, 400},
    {CommonStatus::kInvalidIdCombination, 400},
    {CommonStatus::kInvalidIds, 400},
    {CommonStatus::kInvalidMime, 400},
    {CommonStatus::kInvalidDeviceId, 400},
    {CommonStatus::kInvalidDeviceType, 400},
    {CommonStatus::kServerError, 500},
    {CommonStatus::kServerErrorRetryLater, 503},
    {CommonStatus::kQuotaExceeded, 507},
    {CommonStatus::kSendQuotaExceeded, 413},
    {CommonStatus::kRecipientUnresolved, 400},
    {CommonStatus::kPreviouslySent, 200},
    {CommonStatus::kNoRecipient, 400},
    {CommonStatus::kSubmissionFailed, 500},
    {CommonStatus::kAttachmentTooLarge, 413},
    {CommonStatus::kUserDisabled, 403},
    {CommonStatus::kDeviceBlocked, 403},
    {CommonStatus::kAccessDenied, 403},
    {CommonStatus::kCommandNotSupported, 501},
    {CommonStatus::kVersionNotSupported, 400},
    {CommonStatus::kDeviceNotFullyProvisionable, 403},
    {CommonStatus::kRemoteWipeRequested, 449},
    {CommonStatus::kLegacyDeviceOnStrictPolicy, 403},
    {CommonStatus::kDeviceNotProvisioned, 449},
    {CommonStatus::kPolicyRefresh, 449},
    {CommonStatus::kInvalidPolicyKey, 449},
    {CommonStatus::kExternallyManagedDevicesNotAllowed, 403},
    {CommonStatus::kNoRecurrence, 400},
    {CommonStatus::kItemNotFound, 404},
    {CommonStatus::kDeviceInformationRequired, 400},
    {CommonStatus::kInvalidAccountId, 400},
    {CommonStatus::kRightsManagementDisabled, 400},
    {CommonStatus::kInvalidMimeBodyCombination, 400},
    {CommonStatus::kInvalidSmartForward, 400},
};

}  // namespace

wbxml::Tag status_tag(wbxml::Tag root) {
    return wbxml::find_tag(wbxml::namespace_of(root), "Status").value_or(wbxml::air_sync::kStatus);
}

Reply fail(const Command& command, Version version, CommonStatus status) {
    const auto row = std::find_if(std::begin(kRows), std::end(kRows),
                                  [&](const Row& each) { return each.status == status; });
    Reply reply;
    if (version >= Version::k14_0 && command.root) {
        wbxml::Element root(*command.root);
        root.add(status_tag(*command.root), static_cast<int>(status));
        reply = Reply::of(200, wbxml::write(root), kWbxmlType);
    } else {
        reply = Reply::of(row->http);
        if (row->http == 503) {
            reply.headers.add("Retry-After", "60");
        }
    }
    reply.notes.emplace_back("eas_status", std::to_string(static_cast<int>(status)));
    return reply;
}

CommonStatus status_of(ErrorCode code) {
    switch (code) {
        case ErrorCode::kMalformed:
            return CommonStatus::kInvalidXml;
        case ErrorCode::kTooLarge:
            return CommonStatus::kInvalidContent;
        case ErrorCode::kUnauthenticated:
        case ErrorCode::kForbidden:
            return CommonStatus::kAccessDenied;
        case ErrorCode::kNotFound:
            return CommonStatus::kItemNotFound;
        case ErrorCode::kConflict:
            return CommonStatus::kServerErrorRetryLater;
        case ErrorCode::kUnsupported:
            return CommonStatus::kCommandNotSupported;
        case ErrorCode::kOverQuota:
            return CommonStatus::kQuotaExceeded;
        case ErrorCode::kUnavailable:
            return CommonStatus::kServerErrorRetryLater;
        case ErrorCode::kInternal:
            return CommonStatus::kServerError;
    }
    return CommonStatus::kServerError;
}

}  // namespace syncgate::activesync

// Made by script/make_code_pages.py from code_pages.tsv; do not edit.
// One namespace a code page, one constant a tag. Source: MS-ASWBXML 2.1.2.1.
#pragma once

#include "formats/wbxml/tag.h"

namespace syncgate::wbxml::air_sync {
inline constexpr Tag kSync{0, 0x05};
inline constexpr Tag kResponses{0, 0x06};
inline constexpr Tag kAdd{0, 0x07};
inline constexpr Tag kChange{0, 0x08};
inline constexpr Tag kDelete{0, 0x09};
inline constexpr Tag kFetch{0, 0x0a};
inline constexpr Tag kSyncKey{0, 0x0b};
inline constexpr Tag kClientId{0, 0x0c};
inline constexpr Tag kServerId{0, 0x0d};
inline constexpr Tag kStatus{0, 0x0e};
inline constexpr Tag kCollection{0, 0x0f};
inline constexpr Tag kClass{0, 0x10};
inline constexpr Tag kVersion{0, 0x11};
inline constexpr Tag kCollectionId{0, 0x12};
inline constexpr Tag kGetChanges{0, 0x13};
inline constexpr Tag kMoreAvailable{0, 0x14};
inline constexpr Tag kWindowSize{0, 0x15};
inline constexpr Tag kCommands{0, 0x16};
inline constexpr Tag kOptions{0, 0x17};
inline constexpr Tag kFilterType{0, 0x18};
inline constexpr Tag kTruncation{0, 0x19};
inline constexpr Tag kRTFTruncation{0, 0x1a};
inline constexpr Tag kConflict{0, 0x1b};
inline constexpr Tag kCollections{0, 0x1c};
inline constexpr Tag kApplicationData{0, 0x1d};
inline constexpr Tag kDeletesAsMoves{0, 0x1e};
inline constexpr Tag kNotifyGUID{0, 0x1f};
inline constexpr Tag kSupported{0, 0x20};
inline constexpr Tag kSoftDelete{0, 0x21};
inline constexpr Tag kMIMESupport{0, 0x22};
inline constexpr Tag kMIMETruncation{0, 0x23};
inline constexpr Tag kWait{0, 0x24};
inline constexpr Tag kLimit{0, 0x25};
inline constexpr Tag kPartial{0, 0x26};
inline constexpr Tag kConversationMode{0, 0x27};
inline constexpr Tag kMaxItems{0, 0x28};
inline constexpr Tag kHeartbeatInterval{0, 0x29};
}  // namespace syncgate::wbxml::air_sync

namespace syncgate::wbxml::contacts {
inline constexpr Tag kAnniversary{1, 0x05};
inline constexpr Tag kAssistantName{1, 0x06};
inline constexpr Tag kAssistantPhoneNumber{1, 0x07};
inline constexpr Tag kBirthday{1, 0x08};
inline constexpr Tag kBody{1, 0x09};
inline constexpr Tag kBodySize{1, 0x0a};
inline constexpr Tag kBodyTruncated{1, 0x0b};
inline constexpr Tag kBusiness2PhoneNumber{1, 0x0c};
inline constexpr Tag kBusinessAddressCity{1, 0x0d};
inline constexpr Tag kBusinessAddressCountry{1, 0x0e};
inline constexpr Tag kBusinessAddressPostalCode{1, 0x0f};
inline constexpr Tag kBusinessAddressState{1, 0x10};
inline constexpr Tag kBusinessAddressStreet{1, 0x11};
inline constexpr Tag kBusinessFaxNumber{1, 0x12};
inline constexpr Tag kBusinessPhoneNumber{1, 0x13};
inline constexpr Tag kCarPhoneNumber{1, 0x14};
inline constexpr Tag kCategories{1, 0x15};
inline constexpr Tag kCategory{1, 0x16};
inline constexpr Tag kChildren{1, 0x17};
inline constexpr Tag kChild{1, 0x18};
inline constexpr Tag kCompanyName{1, 0x19};
inline constexpr Tag kDepartment{1, 0x1a};
inline constexpr Tag kEmail1Address{1, 0x1b};
inline constexpr Tag kEmail2Address{1, 0x1c};
inline constexpr Tag kEmail3Address{1, 0x1d};
inline constexpr Tag kFileAs{1, 0x1e};
inline constexpr Tag kFirstName{1, 0x1f};
inline constexpr Tag kHome2PhoneNumber{1, 0x20};
inline constexpr Tag kHomeAddressCity{1, 0x21};
inline constexpr Tag kHomeAddressCountry{1, 0x22};
inline constexpr Tag kHomeAddressPostalCode{1, 0x23};
inline constexpr Tag kHomeAddressState{1, 0x24};
inline constexpr Tag kHomeAddressStreet{1, 0x25};
inline constexpr Tag kHomeFaxNumber{1, 0x26};
inline constexpr Tag kHomePhoneNumber{1, 0x27};
inline constexpr Tag kJobTitle{1, 0x28};
inline constexpr Tag kLastName{1, 0x29};
inline constexpr Tag kMiddleName{1, 0x2a};
inline constexpr Tag kMobilePhoneNumber{1, 0x2b};
inline constexpr Tag kOfficeLocation{1, 0x2c};
inline constexpr Tag kOtherAddressCity{1, 0x2d};
inline constexpr Tag kOtherAddressCountry{1, 0x2e};
inline constexpr Tag kOtherAddressPostalCode{1, 0x2f};
inline constexpr Tag kOtherAddressState{1, 0x30};
inline constexpr Tag kOtherAddressStreet{1, 0x31};
inline constexpr Tag kPagerNumber{1, 0x32};
inline constexpr Tag kRadioPhoneNumber{1, 0x33};
inline constexpr Tag kSpouse{1, 0x34};
inline constexpr Tag kSuffix{1, 0x35};
inline constexpr Tag kTitle{1, 0x36};
inline constexpr Tag kWebPage{1, 0x37};
inline constexpr Tag kYomiCompanyName{1, 0x38};
inline constexpr Tag kYomiFirstName{1, 0x39};
inline constexpr Tag kYomiLastName{1, 0x3a};
inline constexpr Tag kCompressedRTF{1, 0x3b};
inline constexpr Tag kPicture{1, 0x3c};
inline constexpr Tag kAlias{1, 0x3d};
inline constexpr Tag kWeightedRank{1, 0x3e};
}  // namespace syncgate::wbxml::contacts

namespace syncgate::wbxml::email {
inline constexpr Tag kAttachment{2, 0x05};
inline constexpr Tag kAttachments{2, 0x06};
inline constexpr Tag kAttName{2, 0x07};
inline constexpr Tag kAttSize{2, 0x08};
inline constexpr Tag kAttOid{2, 0x09};
inline constexpr Tag kAttMethod{2, 0x0a};
inline constexpr Tag kAttRemoved{2, 0x0b};
inline constexpr Tag kBody{2, 0x0c};
inline constexpr Tag kBodySize{2, 0x0d};
inline constexpr Tag kBodyTruncated{2, 0x0e};
inline constexpr Tag kDateReceived{2, 0x0f};
inline constexpr Tag kDisplayName{2, 0x10};
inline constexpr Tag kDisplayTo{2, 0x11};
inline constexpr Tag kImportance{2, 0x12};
inline constexpr Tag kMessageClass{2, 0x13};
inline constexpr Tag kSubject{2, 0x14};
inline constexpr Tag kRead{2, 0x15};
inline constexpr Tag kTo{2, 0x16};
inline constexpr Tag kCc{2, 0x17};
inline constexpr Tag kFrom{2, 0x18};
inline constexpr Tag kReplyTo{2, 0x19};
inline constexpr Tag kAllDayEvent{2, 0x1a};
inline constexpr Tag kCategories{2, 0x1b};
inline constexpr Tag kCategory{2, 0x1c};
inline constexpr Tag kDtStamp{2, 0x1d};
inline constexpr Tag kEndTime{2, 0x1e};
inline constexpr Tag kInstanceType{2, 0x1f};
inline constexpr Tag kBusyStatus{2, 0x20};
inline constexpr Tag kLocation{2, 0x21};
inline constexpr Tag kMeetingRequest{2, 0x22};
inline constexpr Tag kOrganizer{2, 0x23};
inline constexpr Tag kRecurrenceId{2, 0x24};
inline constexpr Tag kReminder{2, 0x25};
inline constexpr Tag kResponseRequested{2, 0x26};
inline constexpr Tag kRecurrences{2, 0x27};
inline constexpr Tag kRecurrence{2, 0x28};
inline constexpr Tag kType{2, 0x29};
inline constexpr Tag kUntil{2, 0x2a};
inline constexpr Tag kOccurrences{2, 0x2b};
inline constexpr Tag kInterval{2, 0x2c};
inline constexpr Tag kDayOfWeek{2, 0x2d};
inline constexpr Tag kDayOfMonth{2, 0x2e};
inline constexpr Tag kWeekOfMonth{2, 0x2f};
inline constexpr Tag kMonthOfYear{2, 0x30};
inline constexpr Tag kStartTime{2, 0x31};
inline constexpr Tag kSensitivity{2, 0x32};
inline constexpr Tag kTimeZone{2, 0x33};
inline constexpr Tag kGlobalObjId{2, 0x34};
inline constexpr Tag kThreadTopic{2, 0x35};
inline constexpr Tag kMIMEData{2, 0x36};
inline constexpr Tag kMIMETruncated{2, 0x37};
inline constexpr Tag kMIMESize{2, 0x38};
inline constexpr Tag kInternetCPID{2, 0x39};
inline constexpr Tag kFlag{2, 0x3a};
inline constexpr Tag kStatus{2, 0x3b};
inline constexpr Tag kContentClass{2, 0x3c};
inline constexpr Tag kFlagType{2, 0x3d};
inline constexpr Tag kCompleteTime{2, 0x3e};
inline constexpr Tag kDisallowNewTimeProposal{2, 0x3f};
}  // namespace syncgate::wbxml::email

namespace syncgate::wbxml::air_notify {
inline constexpr Tag kNotify{3, 0x05};
inline constexpr Tag kNotification{3, 0x06};
inline constexpr Tag kVersion{3, 0x07};
inline constexpr Tag kLifetime{3, 0x08};
inline constexpr Tag kDeviceInfo{3, 0x09};
inline constexpr Tag kEnable{3, 0x0a};
inline constexpr Tag kFolder{3, 0x0b};
inline constexpr Tag kServerId{3, 0x0c};
inline constexpr Tag kDeviceAddress{3, 0x0d};
inline constexpr Tag kValidCarrierProfiles{3, 0x0e};
inline constexpr Tag kCarrierProfile{3, 0x0f};
inline constexpr Tag kStatus{3, 0x10};
inline constexpr Tag kResponses{3, 0x11};
inline constexpr Tag kDevices{3, 0x12};
inline constexpr Tag kDevice{3, 0x13};
inline constexpr Tag kId{3, 0x14};
inline constexpr Tag kExpiry{3, 0x15};
inline constexpr Tag kNotifyGUID{3, 0x16};
inline constexpr Tag kDeviceFriendlyName{3, 0x17};
}  // namespace syncgate::wbxml::air_notify

namespace syncgate::wbxml::calendar {
inline constexpr Tag kTimezone{4, 0x05};
inline constexpr Tag kAllDayEvent{4, 0x06};
inline constexpr Tag kAttendees{4, 0x07};
inline constexpr Tag kAttendee{4, 0x08};
inline constexpr Tag kEmail{4, 0x09};
inline constexpr Tag kName{4, 0x0a};
inline constexpr Tag kBody{4, 0x0b};
inline constexpr Tag kBodyTruncated{4, 0x0c};
inline constexpr Tag kBusyStatus{4, 0x0d};
inline constexpr Tag kCategories{4, 0x0e};
inline constexpr Tag kCategory{4, 0x0f};
inline constexpr Tag kCompressedRTF{4, 0x10};
inline constexpr Tag kDtStamp{4, 0x11};
inline constexpr Tag kEndTime{4, 0x12};
inline constexpr Tag kException{4, 0x13};
inline constexpr Tag kExceptions{4, 0x14};
inline constexpr Tag kDeleted{4, 0x15};
inline constexpr Tag kExceptionStartTime{4, 0x16};
inline constexpr Tag kLocation{4, 0x17};
inline constexpr Tag kMeetingStatus{4, 0x18};
inline constexpr Tag kOrganizerEmail{4, 0x19};
inline constexpr Tag kOrganizerName{4, 0x1a};
inline constexpr Tag kRecurrence{4, 0x1b};
inline constexpr Tag kType{4, 0x1c};
inline constexpr Tag kUntil{4, 0x1d};
inline constexpr Tag kOccurrences{4, 0x1e};
inline constexpr Tag kInterval{4, 0x1f};
inline constexpr Tag kDayOfWeek{4, 0x20};
inline constexpr Tag kDayOfMonth{4, 0x21};
inline constexpr Tag kWeekOfMonth{4, 0x22};
inline constexpr Tag kMonthOfYear{4, 0x23};
inline constexpr Tag kReminder{4, 0x24};
inline constexpr Tag kSensitivity{4, 0x25};
inline constexpr Tag kSubject{4, 0x26};
inline constexpr Tag kStartTime{4, 0x27};
inline constexpr Tag kUID{4, 0x28};
inline constexpr Tag kAttendeeStatus{4, 0x29};
inline constexpr Tag kAttendeeType{4, 0x2a};
inline constexpr Tag kAttachment{4, 0x2b};
inline constexpr Tag kAttachments{4, 0x2c};
inline constexpr Tag kAttName{4, 0x2d};
inline constexpr Tag kAttSize{4, 0x2e};
inline constexpr Tag kAttOid{4, 0x2f};
inline constexpr Tag kAttMethod{4, 0x30};
inline constexpr Tag kAttRemoved{4, 0x31};
inline constexpr Tag kDisplayName{4, 0x32};
inline constexpr Tag kDisallowNewTimeProposal{4, 0x33};
inline constexpr Tag kResponseRequested{4, 0x34};
inline constexpr Tag kAppointmentReplyTime{4, 0x35};
inline constexpr Tag kResponseType{4, 0x36};
inline constexpr Tag kCalendarType{4, 0x37};
inline constexpr Tag kIsLeapMonth{4, 0x38};
inline constexpr Tag kFirstDayOfWeek{4, 0x39};
inline constexpr Tag kOnlineMeetingConfLink{4, 0x3a};
inline constexpr Tag kOnlineMeetingExternalLink{4, 0x3b};
inline constexpr Tag kClientUid{4, 0x3c};
}  // namespace syncgate::wbxml::calendar

namespace syncgate::wbxml::move {
inline constexpr Tag kMoveItems{5, 0x05};
inline constexpr Tag kMove{5, 0x06};
inline constexpr Tag kSrcMsgId{5, 0x07};
inline constexpr Tag kSrcFldId{5, 0x08};
inline constexpr Tag kDstFldId{5, 0x09};
inline constexpr Tag kResponse{5, 0x0a};
inline constexpr Tag kStatus{5, 0x0b};
inline constexpr Tag kDstMsgId{5, 0x0c};
}  // namespace syncgate::wbxml::move

namespace syncgate::wbxml::get_item_estimate {
inline constexpr Tag kGetItemEstimate{6, 0x05};
inline constexpr Tag kVersion{6, 0x06};
inline constexpr Tag kCollections{6, 0x07};
inline constexpr Tag kCollection{6, 0x08};
inline constexpr Tag kClass{6, 0x09};
inline constexpr Tag kCollectionId{6, 0x0a};
inline constexpr Tag kDateTime{6, 0x0b};
inline constexpr Tag kEstimate{6, 0x0c};
inline constexpr Tag kResponse{6, 0x0d};
inline constexpr Tag kStatus{6, 0x0e};
}  // namespace syncgate::wbxml::get_item_estimate

namespace syncgate::wbxml::folder_hierarchy {
inline constexpr Tag kFolders{7, 0x05};
inline constexpr Tag kFolder{7, 0x06};
inline constexpr Tag kDisplayName{7, 0x07};
inline constexpr Tag kServerId{7, 0x08};
inline constexpr Tag kParentId{7, 0x09};
inline constexpr Tag kType{7, 0x0a};
inline constexpr Tag kResponse{7, 0x0b};
inline constexpr Tag kStatus{7, 0x0c};
inline constexpr Tag kContentClass{7, 0x0d};
inline constexpr Tag kChanges{7, 0x0e};
inline constexpr Tag kAdd{7, 0x0f};
inline constexpr Tag kDelete{7, 0x10};
inline constexpr Tag kUpdate{7, 0x11};
inline constexpr Tag kSyncKey{7, 0x12};
inline constexpr Tag kFolderCreate{7, 0x13};
inline constexpr Tag kFolderDelete{7, 0x14};
inline constexpr Tag kFolderUpdate{7, 0x15};
inline constexpr Tag kFolderSync{7, 0x16};
inline constexpr Tag kCount{7, 0x17};
inline constexpr Tag kVersion{7, 0x18};
}  // namespace syncgate::wbxml::folder_hierarchy

namespace syncgate::wbxml::meeting_response {
inline constexpr Tag kCalendarId{8, 0x05};
inline constexpr Tag kCollectionId{8, 0x06};
inline constexpr Tag kMeetingResponse{8, 0x07};
inline constexpr Tag kRequestId{8, 0x08};
inline constexpr Tag kRequest{8, 0x09};
inline constexpr Tag kResult{8, 0x0a};
inline constexpr Tag kStatus{8, 0x0b};
inline constexpr Tag kUserResponse{8, 0x0c};
inline constexpr Tag kVersion{8, 0x0d};
inline constexpr Tag kInstanceId{8, 0x0e};
inline constexpr Tag kProposedStartTime{8, 0x10};
inline constexpr Tag kProposedEndTime{8, 0x11};
inline constexpr Tag kSendResponse{8, 0x12};
}  // namespace syncgate::wbxml::meeting_response

namespace syncgate::wbxml::tasks {
inline constexpr Tag kBody{9, 0x05};
inline constexpr Tag kBodySize{9, 0x06};
inline constexpr Tag kBodyTruncated{9, 0x07};
inline constexpr Tag kCategories{9, 0x08};
inline constexpr Tag kCategory{9, 0x09};
inline constexpr Tag kComplete{9, 0x0a};
inline constexpr Tag kDateCompleted{9, 0x0b};
inline constexpr Tag kDueDate{9, 0x0c};
inline constexpr Tag kUtcDueDate{9, 0x0d};
inline constexpr Tag kImportance{9, 0x0e};
inline constexpr Tag kRecurrence{9, 0x0f};
inline constexpr Tag kType{9, 0x10};
inline constexpr Tag kStart{9, 0x11};
inline constexpr Tag kUntil{9, 0x12};
inline constexpr Tag kOccurrences{9, 0x13};
inline constexpr Tag kInterval{9, 0x14};
inline constexpr Tag kDayOfMonth{9, 0x15};
inline constexpr Tag kDayOfWeek{9, 0x16};
inline constexpr Tag kWeekOfMonth{9, 0x17};
inline constexpr Tag kMonthOfYear{9, 0x18};
inline constexpr Tag kRegenerate{9, 0x19};
inline constexpr Tag kDeadOccur{9, 0x1a};
inline constexpr Tag kReminderSet{9, 0x1b};
inline constexpr Tag kReminderTime{9, 0x1c};
inline constexpr Tag kSensitivity{9, 0x1d};
inline constexpr Tag kStartDate{9, 0x1e};
inline constexpr Tag kUtcStartDate{9, 0x1f};
inline constexpr Tag kSubject{9, 0x20};
inline constexpr Tag kCompressedRTF{9, 0x21};
inline constexpr Tag kOrdinalDate{9, 0x22};
inline constexpr Tag kSubOrdinalDate{9, 0x23};
inline constexpr Tag kCalendarType{9, 0x24};
inline constexpr Tag kIsLeapMonth{9, 0x25};
inline constexpr Tag kFirstDayOfWeek{9, 0x26};
}  // namespace syncgate::wbxml::tasks

namespace syncgate::wbxml::resolve_recipients {
inline constexpr Tag kResolveRecipients{10, 0x05};
inline constexpr Tag kResponse{10, 0x06};
inline constexpr Tag kStatus{10, 0x07};
inline constexpr Tag kType{10, 0x08};
inline constexpr Tag kRecipient{10, 0x09};
inline constexpr Tag kDisplayName{10, 0x0a};
inline constexpr Tag kEmailAddress{10, 0x0b};
inline constexpr Tag kCertificates{10, 0x0c};
inline constexpr Tag kCertificate{10, 0x0d};
inline constexpr Tag kMiniCertificate{10, 0x0e};
inline constexpr Tag kOptions{10, 0x0f};
inline constexpr Tag kTo{10, 0x10};
inline constexpr Tag kCertificateRetrieval{10, 0x11};
inline constexpr Tag kRecipientCount{10, 0x12};
inline constexpr Tag kMaxCertificates{10, 0x13};
inline constexpr Tag kMaxAmbiguousRecipients{10, 0x14};
inline constexpr Tag kCertificateCount{10, 0x15};
inline constexpr Tag kAvailability{10, 0x16};
inline constexpr Tag kStartTime{10, 0x17};
inline constexpr Tag kEndTime{10, 0x18};
inline constexpr Tag kMergedFreeBusy{10, 0x19};
inline constexpr Tag kPicture{10, 0x1a};
inline constexpr Tag kMaxSize{10, 0x1b};
inline constexpr Tag kData{10, 0x1c};
inline constexpr Tag kMaxPictures{10, 0x1d};
}  // namespace syncgate::wbxml::resolve_recipients

namespace syncgate::wbxml::validate_cert {
inline constexpr Tag kValidateCert{11, 0x05};
inline constexpr Tag kCertificates{11, 0x06};
inline constexpr Tag kCertificate{11, 0x07};
inline constexpr Tag kCertificateChain{11, 0x08};
inline constexpr Tag kCheckCRL{11, 0x09};
inline constexpr Tag kStatus{11, 0x0a};
}  // namespace syncgate::wbxml::validate_cert

namespace syncgate::wbxml::contacts2 {
inline constexpr Tag kCustomerId{12, 0x05};
inline constexpr Tag kGovernmentId{12, 0x06};
inline constexpr Tag kIMAddress{12, 0x07};
inline constexpr Tag kIMAddress2{12, 0x08};
inline constexpr Tag kIMAddress3{12, 0x09};
inline constexpr Tag kManagerName{12, 0x0a};
inline constexpr Tag kCompanyMainPhone{12, 0x0b};
inline constexpr Tag kAccountName{12, 0x0c};
inline constexpr Tag kNickName{12, 0x0d};
inline constexpr Tag kMMS{12, 0x0e};
}  // namespace syncgate::wbxml::contacts2

namespace syncgate::wbxml::ping {
inline constexpr Tag kPing{13, 0x05};
inline constexpr Tag kAutdState{13, 0x06};
inline constexpr Tag kStatus{13, 0x07};
inline constexpr Tag kHeartbeatInterval{13, 0x08};
inline constexpr Tag kFolders{13, 0x09};
inline constexpr Tag kFolder{13, 0x0a};
inline constexpr Tag kId{13, 0x0b};
inline constexpr Tag kClass{13, 0x0c};
inline constexpr Tag kMaxFolders{13, 0x0d};
}  // namespace syncgate::wbxml::ping

namespace syncgate::wbxml::provision {
inline constexpr Tag kProvision{14, 0x05};
inline constexpr Tag kPolicies{14, 0x06};
inline constexpr Tag kPolicy{14, 0x07};
inline constexpr Tag kPolicyType{14, 0x08};
inline constexpr Tag kPolicyKey{14, 0x09};
inline constexpr Tag kData{14, 0x0a};
inline constexpr Tag kStatus{14, 0x0b};
inline constexpr Tag kRemoteWipe{14, 0x0c};
inline constexpr Tag kEASProvisionDoc{14, 0x0d};
inline constexpr Tag kDevicePasswordEnabled{14, 0x0e};
inline constexpr Tag kAlphanumericDevicePasswordRequired{14, 0x0f};
inline constexpr Tag kRequireStorageCardEncryption{14, 0x10};
inline constexpr Tag kPasswordRecoveryEnabled{14, 0x11};
inline constexpr Tag kDocumentBrowseEnabled{14, 0x12};
inline constexpr Tag kAttachmentsEnabled{14, 0x13};
inline constexpr Tag kMinDevicePasswordLength{14, 0x14};
inline constexpr Tag kMaxInactivityTimeDeviceLock{14, 0x15};
inline constexpr Tag kMaxDevicePasswordFailedAttempts{14, 0x16};
inline constexpr Tag kMaxAttachmentSize{14, 0x17};
inline constexpr Tag kAllowSimpleDevicePassword{14, 0x18};
inline constexpr Tag kDevicePasswordExpiration{14, 0x19};
inline constexpr Tag kDevicePasswordHistory{14, 0x1a};
inline constexpr Tag kAllowStorageCard{14, 0x1b};
inline constexpr Tag kAllowCamera{14, 0x1c};
inline constexpr Tag kRequireDeviceEncryption{14, 0x1d};
inline constexpr Tag kAllowUnsignedApplications{14, 0x1e};
inline constexpr Tag kAllowUnsignedInstallationPackages{14, 0x1f};
inline constexpr Tag kMinDevicePasswordComplexCharacters{14, 0x20};
inline constexpr Tag kAllowWiFi{14, 0x21};
inline constexpr Tag kAllowTextMessaging{14, 0x22};
inline constexpr Tag kAllowPOPIMAPEmail{14, 0x23};
inline constexpr Tag kAllowBluetooth{14, 0x24};
inline constexpr Tag kAllowIrDA{14, 0x25};
inline constexpr Tag kRequireManualSyncWhenRoaming{14, 0x26};
inline constexpr Tag kAllowDesktopSync{14, 0x27};
inline constexpr Tag kMaxCalendarAgeFilter{14, 0x28};
inline constexpr Tag kAllowHTMLEmail{14, 0x29};
inline constexpr Tag kMaxEmailAgeFilter{14, 0x2a};
inline constexpr Tag kMaxEmailBodyTruncationSize{14, 0x2b};
inline constexpr Tag kMaxEmailHTMLBodyTruncationSize{14, 0x2c};
inline constexpr Tag kRequireSignedSMIMEMessages{14, 0x2d};
inline constexpr Tag kRequireEncryptedSMIMEMessages{14, 0x2e};
inline constexpr Tag kRequireSignedSMIMEAlgorithm{14, 0x2f};
inline constexpr Tag kRequireEncryptionSMIMEAlgorithm{14, 0x30};
inline constexpr Tag kAllowSMIMEEncryptionAlgorithmNegotiation{14, 0x31};
inline constexpr Tag kAllowSMIMESoftCerts{14, 0x32};
inline constexpr Tag kAllowBrowser{14, 0x33};
inline constexpr Tag kAllowConsumerEmail{14, 0x34};
inline constexpr Tag kAllowRemoteDesktop{14, 0x35};
inline constexpr Tag kAllowInternetSharing{14, 0x36};
inline constexpr Tag kUnapprovedInROMApplicationList{14, 0x37};
inline constexpr Tag kApplicationName{14, 0x38};
inline constexpr Tag kApprovedApplicationList{14, 0x39};
inline constexpr Tag kHash{14, 0x3a};
inline constexpr Tag kAccountOnlyRemoteWipe{14, 0x3b};
}  // namespace syncgate::wbxml::provision

namespace syncgate::wbxml::search {
inline constexpr Tag kSearch{15, 0x05};
inline constexpr Tag kStore{15, 0x07};
inline constexpr Tag kName{15, 0x08};
inline constexpr Tag kQuery{15, 0x09};
inline constexpr Tag kOptions{15, 0x0a};
inline constexpr Tag kRange{15, 0x0b};
inline constexpr Tag kStatus{15, 0x0c};
inline constexpr Tag kResponse{15, 0x0d};
inline constexpr Tag kResult{15, 0x0e};
inline constexpr Tag kProperties{15, 0x0f};
inline constexpr Tag kTotal{15, 0x10};
inline constexpr Tag kEqualTo{15, 0x11};
inline constexpr Tag kValue{15, 0x12};
inline constexpr Tag kAnd{15, 0x13};
inline constexpr Tag kOr{15, 0x14};
inline constexpr Tag kFreeText{15, 0x15};
inline constexpr Tag kDeepTraversal{15, 0x17};
inline constexpr Tag kLongId{15, 0x18};
inline constexpr Tag kRebuildResults{15, 0x19};
inline constexpr Tag kLessThan{15, 0x1a};
inline constexpr Tag kGreaterThan{15, 0x1b};
inline constexpr Tag kSchema{15, 0x1c};
inline constexpr Tag kSupported{15, 0x1d};
inline constexpr Tag kUserName{15, 0x1e};
inline constexpr Tag kPassword{15, 0x1f};
inline constexpr Tag kConversationId{15, 0x20};
inline constexpr Tag kPicture{15, 0x21};
inline constexpr Tag kMaxSize{15, 0x22};
inline constexpr Tag kMaxPictures{15, 0x23};
}  // namespace syncgate::wbxml::search

namespace syncgate::wbxml::gal {
inline constexpr Tag kDisplayName{16, 0x05};
inline constexpr Tag kPhone{16, 0x06};
inline constexpr Tag kOffice{16, 0x07};
inline constexpr Tag kTitle{16, 0x08};
inline constexpr Tag kCompany{16, 0x09};
inline constexpr Tag kAlias{16, 0x0a};
inline constexpr Tag kFirstName{16, 0x0b};
inline constexpr Tag kLastName{16, 0x0c};
inline constexpr Tag kHomePhone{16, 0x0d};
inline constexpr Tag kMobilePhone{16, 0x0e};
inline constexpr Tag kEmailAddress{16, 0x0f};
inline constexpr Tag kPicture{16, 0x10};
inline constexpr Tag kStatus{16, 0x11};
inline constexpr Tag kData{16, 0x12};
}  // namespace syncgate::wbxml::gal

namespace syncgate::wbxml::air_sync_base {
inline constexpr Tag kBodyPreference{17, 0x05};
inline constexpr Tag kType{17, 0x06};
inline constexpr Tag kTruncationSize{17, 0x07};
inline constexpr Tag kAllOrNone{17, 0x08};
inline constexpr Tag kBody{17, 0x0a};
inline constexpr Tag kData{17, 0x0b};
inline constexpr Tag kEstimatedDataSize{17, 0x0c};
inline constexpr Tag kTruncated{17, 0x0d};
inline constexpr Tag kAttachments{17, 0x0e};
inline constexpr Tag kAttachment{17, 0x0f};
inline constexpr Tag kDisplayName{17, 0x10};
inline constexpr Tag kFileReference{17, 0x11};
inline constexpr Tag kMethod{17, 0x12};
inline constexpr Tag kContentId{17, 0x13};
inline constexpr Tag kContentLocation{17, 0x14};
inline constexpr Tag kIsInline{17, 0x15};
inline constexpr Tag kNativeBodyType{17, 0x16};
inline constexpr Tag kContentType{17, 0x17};
inline constexpr Tag kPreview{17, 0x18};
inline constexpr Tag kBodyPartPreference{17, 0x19};
inline constexpr Tag kBodyPart{17, 0x1a};
inline constexpr Tag kStatus{17, 0x1b};
inline constexpr Tag kAdd{17, 0x1c};
inline constexpr Tag kDelete{17, 0x1d};
inline constexpr Tag kClientId{17, 0x1e};
inline constexpr Tag kContent{17, 0x1f};
inline constexpr Tag kLocation{17, 0x20};
inline constexpr Tag kAnnotation{17, 0x21};
inline constexpr Tag kStreet{17, 0x22};
inline constexpr Tag kCity{17, 0x23};
inline constexpr Tag kState{17, 0x24};
inline constexpr Tag kCountry{17, 0x25};
inline constexpr Tag kPostalCode{17, 0x26};
inline constexpr Tag kLatitude{17, 0x27};
inline constexpr Tag kLongitude{17, 0x28};
inline constexpr Tag kAccuracy{17, 0x29};
inline constexpr Tag kAltitude{17, 0x2a};
inline constexpr Tag kAltitudeAccuracy{17, 0x2b};
inline constexpr Tag kLocationUri{17, 0x2c};
inline constexpr Tag kInstanceId{17, 0x2d};
}  // namespace syncgate::wbxml::air_sync_base

namespace syncgate::wbxml::settings {
inline constexpr Tag kSettings{18, 0x05};
inline constexpr Tag kStatus{18, 0x06};
inline constexpr Tag kGet{18, 0x07};
inline constexpr Tag kSet{18, 0x08};
inline constexpr Tag kOof{18, 0x09};
inline constexpr Tag kOofState{18, 0x0a};
inline constexpr Tag kStartTime{18, 0x0b};
inline constexpr Tag kEndTime{18, 0x0c};
inline constexpr Tag kOofMessage{18, 0x0d};
inline constexpr Tag kAppliesToInternal{18, 0x0e};
inline constexpr Tag kAppliesToExternalKnown{18, 0x0f};
inline constexpr Tag kAppliesToExternalUnknown{18, 0x10};
inline constexpr Tag kEnabled{18, 0x11};
inline constexpr Tag kReplyMessage{18, 0x12};
inline constexpr Tag kBodyType{18, 0x13};
inline constexpr Tag kDevicePassword{18, 0x14};
inline constexpr Tag kPassword{18, 0x15};
inline constexpr Tag kDeviceInformation{18, 0x16};
inline constexpr Tag kModel{18, 0x17};
inline constexpr Tag kIMEI{18, 0x18};
inline constexpr Tag kFriendlyName{18, 0x19};
inline constexpr Tag kOS{18, 0x1a};
inline constexpr Tag kOSLanguage{18, 0x1b};
inline constexpr Tag kPhoneNumber{18, 0x1c};
inline constexpr Tag kUserInformation{18, 0x1d};
inline constexpr Tag kEmailAddresses{18, 0x1e};
inline constexpr Tag kSMTPAddress{18, 0x1f};
inline constexpr Tag kUserAgent{18, 0x20};
inline constexpr Tag kEnableOutboundSMS{18, 0x21};
inline constexpr Tag kMobileOperator{18, 0x22};
inline constexpr Tag kPrimarySmtpAddress{18, 0x23};
inline constexpr Tag kAccounts{18, 0x24};
inline constexpr Tag kAccount{18, 0x25};
inline constexpr Tag kAccountId{18, 0x26};
inline constexpr Tag kAccountName{18, 0x27};
inline constexpr Tag kUserDisplayName{18, 0x28};
inline constexpr Tag kSendDisabled{18, 0x29};
inline constexpr Tag kRightsManagementInformation{18, 0x2b};
}  // namespace syncgate::wbxml::settings

namespace syncgate::wbxml::document_library {
inline constexpr Tag kLinkId{19, 0x05};
inline constexpr Tag kDisplayName{19, 0x06};
inline constexpr Tag kIsFolder{19, 0x07};
inline constexpr Tag kCreationDate{19, 0x08};
inline constexpr Tag kLastModifiedDate{19, 0x09};
inline constexpr Tag kIsHidden{19, 0x0a};
inline constexpr Tag kContentLength{19, 0x0b};
inline constexpr Tag kContentType{19, 0x0c};
}  // namespace syncgate::wbxml::document_library

namespace syncgate::wbxml::item_operations {
inline constexpr Tag kItemOperations{20, 0x05};
inline constexpr Tag kFetch{20, 0x06};
inline constexpr Tag kStore{20, 0x07};
inline constexpr Tag kOptions{20, 0x08};
inline constexpr Tag kRange{20, 0x09};
inline constexpr Tag kTotal{20, 0x0a};
inline constexpr Tag kProperties{20, 0x0b};
inline constexpr Tag kData{20, 0x0c};
inline constexpr Tag kStatus{20, 0x0d};
inline constexpr Tag kResponse{20, 0x0e};
inline constexpr Tag kVersion{20, 0x0f};
inline constexpr Tag kSchema{20, 0x10};
inline constexpr Tag kPart{20, 0x11};
inline constexpr Tag kEmptyFolderContents{20, 0x12};
inline constexpr Tag kDeleteSubFolders{20, 0x13};
inline constexpr Tag kUserName{20, 0x14};
inline constexpr Tag kPassword{20, 0x15};
inline constexpr Tag kMove{20, 0x16};
inline constexpr Tag kDstFldId{20, 0x17};
inline constexpr Tag kConversationId{20, 0x18};
inline constexpr Tag kMoveAlways{20, 0x19};
}  // namespace syncgate::wbxml::item_operations

namespace syncgate::wbxml::compose_mail {
inline constexpr Tag kSendMail{21, 0x05};
inline constexpr Tag kSmartForward{21, 0x06};
inline constexpr Tag kSmartReply{21, 0x07};
inline constexpr Tag kSaveInSentItems{21, 0x08};
inline constexpr Tag kReplaceMime{21, 0x09};
inline constexpr Tag kType{21, 0x0a};
inline constexpr Tag kSource{21, 0x0b};
inline constexpr Tag kFolderId{21, 0x0c};
inline constexpr Tag kItemId{21, 0x0d};
inline constexpr Tag kLongId{21, 0x0e};
inline constexpr Tag kInstanceId{21, 0x0f};
inline constexpr Tag kMime{21, 0x10};
inline constexpr Tag kClientId{21, 0x11};
inline constexpr Tag kStatus{21, 0x12};
inline constexpr Tag kAccountId{21, 0x13};
inline constexpr Tag kForwardees{21, 0x15};
inline constexpr Tag kForwardee{21, 0x16};
inline constexpr Tag kName{21, 0x17};
inline constexpr Tag kEmail{21, 0x18};
}  // namespace syncgate::wbxml::compose_mail

namespace syncgate::wbxml::email2 {
inline constexpr Tag kUmCallerID{22, 0x05};
inline constexpr Tag kUmUserNotes{22, 0x06};
inline constexpr Tag kUmAttDuration{22, 0x07};
inline constexpr Tag kUmAttOrder{22, 0x08};
inline constexpr Tag kConversationId{22, 0x09};
inline constexpr Tag kConversationIndex{22, 0x0a};
inline constexpr Tag kLastVerbExecuted{22, 0x0b};
inline constexpr Tag kLastVerbExecutionTime{22, 0x0c};
inline constexpr Tag kReceivedAsBcc{22, 0x0d};
inline constexpr Tag kSender{22, 0x0e};
inline constexpr Tag kCalendarType{22, 0x0f};
inline constexpr Tag kIsLeapMonth{22, 0x10};
inline constexpr Tag kAccountId{22, 0x11};
inline constexpr Tag kFirstDayOfWeek{22, 0x12};
inline constexpr Tag kMeetingMessageType{22, 0x13};
inline constexpr Tag kIsDraft{22, 0x15};
inline constexpr Tag kBcc{22, 0x16};
inline constexpr Tag kSend{22, 0x17};
}  // namespace syncgate::wbxml::email2

namespace syncgate::wbxml::notes {
inline constexpr Tag kSubject{23, 0x05};
inline constexpr Tag kMessageClass{23, 0x06};
inline constexpr Tag kLastModifiedDate{23, 0x07};
inline constexpr Tag kCategories{23, 0x08};
inline constexpr Tag kCategory{23, 0x09};
}  // namespace syncgate::wbxml::notes

namespace syncgate::wbxml::rights_management {
inline constexpr Tag kRightsManagementSupport{24, 0x05};
inline constexpr Tag kRightsManagementTemplates{24, 0x06};
inline constexpr Tag kRightsManagementTemplate{24, 0x07};
inline constexpr Tag kRightsManagementLicense{24, 0x08};
inline constexpr Tag kEditAllowed{24, 0x09};
inline constexpr Tag kReplyAllowed{24, 0x0a};
inline constexpr Tag kReplyAllAllowed{24, 0x0b};
inline constexpr Tag kForwardAllowed{24, 0x0c};
inline constexpr Tag kModifyRecipientsAllowed{24, 0x0d};
inline constexpr Tag kExtractAllowed{24, 0x0e};
inline constexpr Tag kPrintAllowed{24, 0x0f};
inline constexpr Tag kExportAllowed{24, 0x10};
inline constexpr Tag kProgrammaticAccessAllowed{24, 0x11};
inline constexpr Tag kOwner{24, 0x12};
inline constexpr Tag kContentExpiryDate{24, 0x13};
inline constexpr Tag kTemplateID{24, 0x14};
inline constexpr Tag kTemplateName{24, 0x15};
inline constexpr Tag kTemplateDescription{24, 0x16};
inline constexpr Tag kContentOwner{24, 0x17};
inline constexpr Tag kRemoveRightsManagementProtection{24, 0x18};
}  // namespace syncgate::wbxml::rights_management

namespace syncgate::wbxml::find {
inline constexpr Tag kFind{25, 0x05};
inline constexpr Tag kSearchId{25, 0x06};
inline constexpr Tag kExecuteSearch{25, 0x07};
inline constexpr Tag kMailBoxSearchCriterion{25, 0x08};
inline constexpr Tag kQuery{25, 0x09};
inline constexpr Tag kStatus{25, 0x0a};
inline constexpr Tag kFreeText{25, 0x0b};
inline constexpr Tag kOptions{25, 0x0c};
inline constexpr Tag kRange{25, 0x0d};
inline constexpr Tag kDeepTraversal{25, 0x0e};
inline constexpr Tag kResponse{25, 0x11};
inline constexpr Tag kResult{25, 0x12};
inline constexpr Tag kProperties{25, 0x13};
inline constexpr Tag kPreview{25, 0x14};
inline constexpr Tag kHasAttachments{25, 0x15};
inline constexpr Tag kTotal{25, 0x16};
inline constexpr Tag kDisplayCc{25, 0x17};
inline constexpr Tag kDisplayBcc{25, 0x18};
inline constexpr Tag kGALSearchCriterion{25, 0x19};
inline constexpr Tag kMaxPictures{25, 0x20};
inline constexpr Tag kMaxSize{25, 0x21};
inline constexpr Tag kPicture{25, 0x22};
}  // namespace syncgate::wbxml::find
